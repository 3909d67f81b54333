#!/bin/sh
root=$(dirname "$(readlink -f "$0")")
exec "$root/forger-app" "$@"
