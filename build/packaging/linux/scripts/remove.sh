forger=/@HOME@
profile=/etc/apparmor.d/forger

if [ -e "$profile" ]; then
  apparmor_parser --remove "$profile" 2>/dev/null || true
  rm -f "$profile" /var/cache/apparmor/*/forger
fi
rm -f "$forger/current"
for folder in "$forger"/*; do
  case $folder in "$forger/package" | "$forger/apparmor-profile") continue ;; esac
  rm -rf "$folder"
done
