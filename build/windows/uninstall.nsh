; Deletes what the app has written to the registry: who opens mooring:// (Electron's setAsDefaultProtocolClient), who is started when a
; notification is clicked, and who is started at login (setLoginItemSettings, under the app's id). Only what names this program is deleted, because another copy may have taken the address over. Not when a
; newer version takes the place of this one.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    ReadRegStr $R0 HKCU "Software\Classes\mooring\shell\open\command" ""
    ${if} $R0 == '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
      DeleteRegKey HKCU "Software\Classes\mooring"
    ${endIf}

    StrCpy $R1 "$INSTDIR\${APP_EXECUTABLE_FILENAME}"
    StrLen $R2 $R1
    ReadRegStr $R0 HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "app.mooring.desktop"
    StrCpy $R3 $R0 $R2
    ; The same behind a quotation mark.
    StrCpy $R4 $R0 $R2 1
    ${if} $R3 == $R1
    ${orIf} $R4 == $R1
      DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "app.mooring.desktop"
      DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "app.mooring.desktop"
    ${endIf}

    StrCpy $R1 0
    ${do}
      EnumRegKey $R2 HKCU "Software\Classes\CLSID" $R1
      ${if} $R2 == ""
        ${exitDo}
      ${endIf}
      ReadRegStr $R0 HKCU "Software\Classes\CLSID\$R2\LocalServer32" ""
      ${if} $R0 == "$INSTDIR\${APP_EXECUTABLE_FILENAME}"
        DeleteRegKey HKCU "Software\Classes\CLSID\$R2"
      ${else}
        IntOp $R1 $R1 + 1
      ${endIf}
    ${loop}
  ${endIf}
!macroend
