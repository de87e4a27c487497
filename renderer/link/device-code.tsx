import { CopyText } from '../parts/copy-button.tsx'

/** What the person compares with the institution's page in their browser, or types in there on another device. */
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
        Go on only if {institutionName}’s page shows this code. On another device, open{' '}
        <CopyText text={device.verificationUri} /> and type it in.
      </p>
      <p className="user-code" aria-label={`Code ${device.userCode.split('').join(' ')}`}>
        {device.userCode}
      </p>
    </div>
  )
}
