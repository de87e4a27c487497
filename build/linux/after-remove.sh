#!/bin/sh
# Runs after the package was removed, and after an upgrade too. What it is for is the first argument: dpkg gives a word, rpm the number
# of versions that stay installed. What an upgrade has just set up must stay.
case "$1" in
  remove | purge | 0) ;;
  *) exit 0 ;;
esac

if command -v update-alternatives > /dev/null; then
  update-alternatives --remove mooring /opt/Mooring/mooring || true
fi
if [ "$(readlink /usr/bin/mooring)" = /opt/Mooring/mooring ]; then
  rm -f /usr/bin/mooring
fi

# The AppArmor profile that after-install of electron-builder put there.
profile=/etc/apparmor.d/mooring
if [ -f "$profile" ]; then
  if command -v apparmor_parser > /dev/null && apparmor_status --enabled > /dev/null 2>&1; then
    apparmor_parser --remove "$profile" || true
  fi
  rm -f "$profile"
fi

if command -v update-desktop-database > /dev/null; then
  update-desktop-database /usr/share/applications || true
fi
exit 0
