import type { ReactNode } from 'react'

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {children}
    </svg>
  )
}

export function AnchorIcon() {
  return (
    <svg className="anchor" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <circle cx="12" cy="5" r="2.2" />
      <path d="M12 7.2V20M8 10.5h8M5 14c0 4 3 6 7 6s7-2 7-6" />
    </svg>
  )
}

export function LinkIcon() {
  return (
    <Icon>
      <path d="M6.8 9.2l2.4-2.4M7.4 5.2l1.5-1.5a2.4 2.4 0 0 1 3.4 3.4l-1.5 1.5M8.6 10.8l-1.5 1.5a2.4 2.4 0 0 1-3.4-3.4l1.5-1.5" />
    </Icon>
  )
}

export function ClockIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.8V8l2 1.4" />
    </Icon>
  )
}

export function KeyIcon() {
  return (
    <Icon>
      <circle cx="5.4" cy="10.6" r="2.6" />
      <path d="M7.3 8.7l5-5M10.6 5.4l1.9 1.9" />
    </Icon>
  )
}

export function SearchIcon() {
  return (
    <Icon>
      <circle cx="7" cy="7" r="4.2" />
      <path d="M10.2 10.2l3 3" />
    </Icon>
  )
}

export function NeedIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.8v3.6M8 10.9v.2" />
    </Icon>
  )
}

export function BankIcon() {
  return (
    <Icon>
      <path d="M2.5 6.2 8 3l5.5 3.2zM4 6.5v5M6.7 6.5v5M9.3 6.5v5M12 6.5v5M2.5 13h11" />
    </Icon>
  )
}

export function DatabaseIcon() {
  return (
    <Icon>
      <ellipse cx="8" cy="4" rx="4.8" ry="1.8" />
      <path d="M3.2 4v8c0 1 2.1 1.8 4.8 1.8s4.8-.8 4.8-1.8V4M3.2 8c0 1 2.1 1.8 4.8 1.8s4.8-.8 4.8-1.8" />
    </Icon>
  )
}

export function TerminalIcon() {
  return (
    <Icon>
      <path d="M3 4.6 6.4 8 3 11.4M8 11.8h5" />
    </Icon>
  )
}

export function PulseIcon() {
  return (
    <Icon>
      <path d="M2 8.5h2.6l1.6-3.6 2.6 6.4 1.6-2.8H14" />
    </Icon>
  )
}

export function GearIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="2" />
      <path d="M8 2.6v1.8M8 11.6v1.8M2.6 8h1.8M11.6 8h1.8M4.2 4.2l1.2 1.2M10.6 10.6l1.2 1.2M11.8 4.2l-1.2 1.2M5.4 10.6l-1.2 1.2" />
    </Icon>
  )
}
