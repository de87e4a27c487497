import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

/** A modal dialog, open as long as it is rendered. Keeps the focus inside, and Escape calls `onClose`. */
export function DialogFrame({
  title,
  isWide = false,
  onClose,
  children,
}: {
  title: string
  /** Wide enough for a table. */
  isWide?: boolean
  onClose: () => void
  children: ReactNode
}) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <Modal className={isWide ? 'modal wide' : 'modal'}>
        <div className="modal-scroller">
          <Dialog className="dialog">
            <Heading slot="title">{title}</Heading>
            {children}
          </Dialog>
        </div>
      </Modal>
    </ModalOverlay>
  )
}
