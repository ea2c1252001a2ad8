# Runs a PostgreSQL of its own in the folder $1 with the programs in $2, until standard input
# ends: that is when the tests do, in whatever way. Leaves nothing behind.
set -e
folder=$1 programs=$2
cd "$folder"
# The folder itself may be in one where this user may remove nothing: who made that one removes it.
trap 'cd /; rm -rf "$folder" 2>/dev/null || true' EXIT
"$programs/initdb" --pgdata=data --username=tests --auth=trust --no-sync \
    --encoding=UTF8 --locale=C.UTF-8 >log 2>&1 || { cat log >&2; exit 1; }
cat >>data/postgresql.conf <<EOF
listen_addresses = ''
unix_socket_directories = '$folder'
max_connections = 400
fsync = off
EOF
"$programs/pg_ctl" --pgdata=data --log=log --wait start >/dev/null || { cat log >&2; exit 1; }
read -r pid <data/postmaster.pid
echo ready
cat >/dev/null
# By its number: whoever ran the tests may be removing the folder already.
kill -QUIT "$pid"
while [ -e data/postmaster.pid ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
