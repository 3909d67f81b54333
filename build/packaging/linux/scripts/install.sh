# The app runs from a folder of its version, hard links to what the package installed: an update replaces the package's files at once,
# and what runs meanwhile goes on with its own.
forger=/@HOME@
folder=$forger/@FOLDER@
profile=/etc/apparmor.d/forger

# Whoever runs from a folder holds this file of it (resources are read for as long as a program runs).
unused() {
  flock --nonblock --exclusive "$1/@IN_USE@" true
}

if [ ! -d "$folder" ] || unused "$folder"; then
  rm -rf "$folder" "$folder.new"
  cp -al "$forger/package" "$folder.new" 2>/dev/null || { rm -rf "$folder.new"; cp -a "$forger/package" "$folder.new"; }
  mv "$folder.new" "$folder"
fi
ln -sfn "@FOLDER@" "$forger/current"
for old in "$forger"/*; do
  case $old in "$forger/apparmor-profile" | "$forger/package" | "$forger/current" | "$folder") continue ;; esac
  if unused "$old"; then rm -rf "$old"; fi
done

# Ubuntu keeps programs without a profile from making Chromium's sandbox. Parsers before 4.0 do not know the rule, nor do
# their kernels need it.
if apparmor_parser --skip-kernel-load --skip-cache --quiet "$forger/apparmor-profile" 2>/dev/null; then
  cp "$forger/apparmor-profile" "$profile"
  if [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ]; then
    apparmor_parser --replace --write-cache --skip-read-cache "$profile" || true
  fi
fi
