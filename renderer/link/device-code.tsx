import { CopyText } from '../parts/copy-button.tsx'
import { text } from '../text/text.ts'

/** The user code (RFC 8628), to compare with the institution's page or to enter there on another device. */
export function DeviceCode({
  institutionName,
  device,
}: {
  institutionName: string
  device: { userCode: string; verificationUri: string }
}) {
  return (
    <div className="device-code">
      <p>
        {text.device.compare(institutionName)} {text.device.elsewhere}{' '}
        <CopyText value={device.verificationUri} />
      </p>
      <p className="user-code" aria-label={text.device.code(device.userCode)}>
        {device.userCode}
      </p>
    </div>
  )
}
