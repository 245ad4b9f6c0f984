# shellcheck shell=bash
# A PostgreSQL cluster of our own for one run of the tests: reachable by a Unix socket in a private folder only,
# so that any number can run side by side, and gone afterwards.

postgres_dir=""

# The folder of initdb and pg_ctl: Debian keeps them out of PATH, newest version first here.
postgres_bin() {
  local found
  found=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -Vr | head -n 1)
  if [ -z "$found" ]; then found=$(command -v initdb || true); fi
  [ -n "$found" ] && dirname "$found"
}

need_postgres() {
  postgres_bin >/dev/null && return
  apt_install postgresql && postgres_bin >/dev/null && return
  die "PostgreSQL サーバー（initdb）がなく、入れることもできません。管理者に「apt-get install postgresql」を頼んでください。" \
    "The PostgreSQL server (initdb) is missing and could not be installed. Ask for: apt-get install postgresql"
}

# The server refuses to run as root; then it runs as the user its package made.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

# Starts the cluster and exports HENKAKU_TEST_POSTGRES_URL. Durability is off: nothing of it is to be kept.
start_postgres() {
  local bin
  bin=$(postgres_bin)
  # A socket's path may be 107 bytes long at most, so not under a TMPDIR of any length.
  postgres_dir=$(mktemp -d /tmp/henkaku-pg.XXXXXX)
  if [ "$(id -u)" = 0 ]; then chown postgres "$postgres_dir"; fi
  if ! make_cluster "$bin" >"$postgres_dir.log" 2>&1; then
    tail -n 5 "$postgres_dir.log" "$postgres_dir/server.log" >&2 2>/dev/null
    die "試験用の PostgreSQL を起動できませんでした。" "The PostgreSQL server for the tests did not start."
  fi
  export HENKAKU_TEST_POSTGRES_URL="postgres://henkaku@localhost/postgres?host=$postgres_dir"
}

make_cluster() {
  as_postgres "$1/initdb" --pgdata "$postgres_dir/data" --username henkaku --auth trust \
    --encoding UTF8 --locale C --no-sync &&
    as_postgres "$1/pg_ctl" start --wait --silent --pgdata "$postgres_dir/data" --log "$postgres_dir/server.log" \
      --options "-c listen_addresses='' -c unix_socket_directories='$postgres_dir' -c max_connections=300 \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
}

stop_postgres() {
  [ -n "$postgres_dir" ] || return 0
  as_postgres "$(postgres_bin)/pg_ctl" stop --mode immediate --silent --pgdata "$postgres_dir/data" >/dev/null 2>&1 || true
  rm -rf "$postgres_dir" "$postgres_dir.log"
  postgres_dir=""
}
