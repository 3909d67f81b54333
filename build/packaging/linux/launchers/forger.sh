#!/bin/sh
# Opens Forger's window, or says in a sentence why that cannot be. Links to this file, an AppImage's AppRun too, may lie anywhere.
root=$(dirname "$(readlink -f "$0")") || exit
app=$root/forger-app
helper=$root/chrome-sandbox
appimage=
if [ -n "$APPDIR" ]; then case $root/ in "$(readlink -f "$APPDIR")"/*) appimage=yes ;; esac; fi

# Ends with a sentence: on the terminal and, where one can be shown, in a box ($2), which draws no page.
refuse() {
  printf 'forger: %s\n' "$1" >&2
  [ -z "$2" ] || FORGER_OBSTACLE=$1 "$app" --no-sandbox >/dev/null 2>&1
  exit 1
}

# For a place between the single quotes of a command to copy.
escaped() { printf %s "$1" | sed "s/'/'\\\\''/g"; }

if [ -z "$DISPLAY$WAYLAND_DISPLAY" ]; then
  command="'$(escaped "$root/bin/forger")' --help"
  [ "$(readlink -f "$(command -v forger)")" != "$root/bin/forger" ] || command='forger --help'
  [ -z "$appimage" ] || command="'$(escaped "$APPIMAGE")' --appimage-extract, then squashfs-root/usr/bin/forger --help"
  refuse "There is no display to open the window on; the command line trains without one: $command"
fi
# The pinned Electron looks for an X server unless it is told that there is none.
[ -n "$DISPLAY" ] || export ELECTRON_OZONE_PLATFORM_HINT=wayland

missing=$(LD_TRACE_LOADED_OBJECTS=1 "$app" | sed -n 's/^[[:space:]]*\(.*\) => not found$/\1/p' | sort -u | tr '\n' ' ')
if [ -n "$missing" ]; then
  packages=@PACKAGES@
  apt-cache show @TELLING_PACKAGE@ >/dev/null 2>&1 && packages=@NEWER_PACKAGES@
  refuse "The window needs libraries that are not here (${missing% }): install them, on Debian and Ubuntu by this command: sudo apt-get install $packages"
fi

[ "$(id -u)" != 0 ] || refuse 'Chromium, which draws the window, has no sandbox for root: start Forger as an ordinary user.' box

# Whether Chromium gets what it makes its sandbox of. It has the last word itself, but takes a moment for it.
sandbox_works() {
  # With AppArmor's restriction, what another program may do proves nothing.
  [ "$restricted" = 1 ] || ! unshare --user --map-root-user true 2>/dev/null || return 0
  # An AppImage's files belong to nobody in particular, and no right of theirs counts.
  [ -n "$appimage" ] || [ "$(stat -c %u:%a "$helper")" != 0:@HELPER_MODE@ ] || return 0
  # The shell itself would tell of the signal that Chromium ends by.
  { said=$(FORGER_SANDBOX_TRIAL=1 "$app" 2>&1); } 2>/dev/null && return 0
  # Whatever else is in its way, it says when it is started.
  ! printf %s "$said" | grep -qE @REFUSAL@
}

restricted=$(cat @RESTRICTION@ 2>/dev/null)
if ! sandbox_works; then
  if [ "$restricted" = 1 ]; then
    advice="install Forger's deb package, which brings a profile that allows it"
    [ -n "$appimage" ] || advice="$advice, or run: @PROFILE_COMMAND@"
    refuse "AppArmor keeps Forger from making the namespaces of Chromium's sandbox: $advice" box
  fi
  advice="allow them, or install Forger's deb or rpm package, which does without them"
  [ -n "$appimage" ] || advice="to do without them, run: @HELPER_COMMAND@"
  refuse "This system keeps Forger from making the namespaces of Chromium's sandbox: $advice" box
fi

# Held while this runs, so that an update leaves the folder to it (scripts/install.sh).
if [ -r "$root/in-use" ] && command -v flock >/dev/null; then exec 9<"$root/in-use" && flock --shared 9; fi
# Held while this runs, so that an update leaves the folder to it (scripts/install.sh).
if [ -r "$root/in-use" ] && command -v flock >/dev/null; then exec 9<"$root/in-use" && flock --shared 9; fi
exec "$app" "$@"
