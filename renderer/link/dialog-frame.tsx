import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

/** A dialog over the window: focus stays inside, Escape is `onClose`. */
export function DialogFrame({
  title,
  isOpen,
  isWide = false,
  onClose,
  children,
}: {
  title: string
  isOpen: boolean
  /** For a table. */
  isWide?: boolean
  onClose: () => void
  children: ReactNode
}) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <Modal className={isWide ? 'modal wide' : 'modal'}>
        <Dialog className="dialog">
          <Heading slot="title">{title}</Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
