; A program that runs what build/windows/uninstall.nsh adds to the uninstaller, and nothing else of it. electron-builder's own parts of an
; installer need plug-ins of NSIS that Debian lacks.
Unicode true
Target amd64-unicode
Name "Trial"
OutFile "trial.exe"
SilentInstall silent
RequestExecutionLevel user

!include LogicLib.nsh
!include FileFunc.nsh
!define APP_EXECUTABLE_FILENAME "Mooring.exe"

; As electron-builder defines it: whether the installer of a newer version has started this one.
!macro _isUpdated _a _b _t _f
  ${GetParameters} $R8
  ClearErrors
  ${GetOptions} $R8 "--updated" $R9
  IfErrors `${_f}` `${_t}`
!macroend
!define isUpdated `"" isUpdated ""`

!include "${UNINSTALL_SCRIPT}"

Section
  SetRegView 64
  StrCpy $INSTDIR "C:\Mooring"
  !insertmacro customUnInstall
SectionEnd
