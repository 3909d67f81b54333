#!/bin/sh
# forger <command>: Forger's command line, on the Node.js that ships with it. Links to this file may lie anywhere.
root=$(dirname "$(dirname "$(readlink -f "$0")")") || exit
resources=$root/resources
# Meant for the person's own Node.js; ours may not even know what is in it.
unset NODE_OPTIONS
# Held while this runs, so that an update leaves the folder to it (scripts/install.sh).
if [ -r "$root/in-use" ] && command -v flock >/dev/null; then exec 9<"$root/in-use" && flock --shared 9; fi
exec "$resources/node/node" "$resources/cli/command-line.mjs" "$resources/app.asar.unpacked/out/main/cli.js" "$@"
