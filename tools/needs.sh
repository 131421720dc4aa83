# What building and testing need, installed where it is missing and can be. Sourced by test.sh.

# need COMMAND PACKAGE: nothing when the command is there.
need() {
    command -v "$1" > /dev/null && return
    missing+=("$2")
    missing_commands+=("$1")
}

need_everything() {
    missing=()
    missing_commands=()
    need python3 python3
    need git git
    need ip iproute2
    need tmux tmux
    need irssi irssi
    need weechat-headless weechat-headless
    need curl curl
    need jq jq
    /usr/bin/python3 -c 'import yaml' 2> /dev/null || missing+=(python3-yaml)
    need chromium chromium
    # Its programs are not on everybody's path.
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=(rabbitmq-server)
    [ -x /usr/sbin/haproxy ] || missing+=(haproxy)
    ls /usr/lib/*/weechat/plugins/fifo.so > /dev/null 2>&1 || missing+=(weechat-plugins)
    # psql alone may be there without the server.
    ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || missing+=(postgresql)
    ldconfig -p 2> /dev/null | grep -q 'libsqlite3\.so\.0' || missing+=(libsqlite3-0)
    if [ ${#missing[@]} -gt 0 ]; then
        install_missing || return 1
    fi
    need_dotnet && need_node
}

install_missing() {
    local sudo=
    [ "$(id -u)" = 0 ] || sudo="sudo -n"
    if ! command -v apt-get > /dev/null; then
        echo "missing: ${missing[*]}; this is no Debian or Ubuntu: please install them" >&2
        return 1
    fi
    echo "== installing ${missing[*]}"
    if ! { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}"; } > /dev/null; then
        echo "could not install ${missing[*]}: run as root, or: apt-get install ${missing[*]}" >&2
        return 1
    fi
    for command in "${missing_commands[@]}"; do
        command -v "$command" > /dev/null || { echo "$command is still missing" >&2; return 1; }
    done
}

need_dotnet() {
    dotnet --list-sdks 2> /dev/null | grep -q '^10\.' && return
    missing=(dotnet-sdk-10.0)
    missing_commands=(dotnet)
    install_missing && dotnet --list-sdks | grep -q '^10\.' && return
    echo "the .NET 10 SDK is needed: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    return 1
}

# Debian 12 has an older one.
need_node() {
    [ "$(node --version 2> /dev/null | sed 's/^v\([0-9]*\).*/\1/')" -ge 20 ] 2> /dev/null && command -v npm > /dev/null && return
    echo "Node.js 20 with npm is needed for the web client: https://nodejs.org" >&2
    return 1
}
