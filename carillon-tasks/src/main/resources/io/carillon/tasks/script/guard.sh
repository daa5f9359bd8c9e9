# Kills what a worker's scripts left behind when the worker itself has died.
# $1: the key that the environment of these scripts carries, see Guard.java.
# stdin: "+PID" when a session begins, "-PID" when it has ended; closed by the worker's death alone.
trap '' TERM INT HUP

live=' '
while read -r line; do
  case $line in
    +*) live="$live${line#+} " ;;
    -*) live="${live%% "${line#-}" *} ${live#* "${line#-}" }" ;;
  esac
done

# Prints the ids of all processes of a live session, or with the key in their environment.
left() {
  if [ ! -r /proc/self/stat ]; then
    ps -A -o pid= -o pgid= | while read -r pid group; do
      case $live in *" $group "*) echo "$pid" ;; esac
    done
    return
  fi
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    # pid (name) state parent group session …; the name may hold spaces and parentheses
    set -- "${stat%/stat}" ${line##*) }
    [ "$2" = Z ] && continue
    case $live in *" $5 "*) echo "${1#/proc/}" ;; esac
  done
  for file in $(grep -lasF "CARILLON_PROCESS=$key." /proc/[0-9]*/environ); do
    file=${file#/proc/}
    echo "${file%/environ}"
  done
}

key=$1
tries=0
while [ "$tries" -lt 100 ]; do
  pids=$(left)
  [ -z "$pids" ] && exit 0
  kill -KILL $pids 2>/dev/null
  tries=$((tries + 1))
  sleep 0.1
done
