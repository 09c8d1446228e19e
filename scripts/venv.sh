# Sourced by scripts/run and scripts/test: an up-to-date .venv in the folder of the project.
# say ENGLISH CHINESE: one sentence in the terminal's language.
# shellcheck shell=sh

say() {
    case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
        zh*) printf '%s\n' "$2" >&2 ;;
        *) printf '%s\n' "$1" >&2 ;;
    esac
}

stop() {
    say "$1" "$2"
    exit 1
}

find_python() {
    for candidate in "${REVIEWDESK_PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$(command -v "$candidate")
            return
        fi
    done
    stop "Python 3.11 or newer is missing. Install it: sudo apt-get install python3 python3-venv" \
        "缺少 Python 3.11 或更新版本。请安装：sudo apt-get install python3 python3-venv"
}

# room MEGABYTES: refuse to go on where the disk would fill up on the way.
room() {
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge "$1" ] && return
    stop "The disk is full: $free MB left here, $1 MB are needed." \
        "磁盘空间不足：此处仅剩 $free MB，需要 $1 MB。"
}

make_venv() {
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --clear --python "$python" .venv && return
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        stop "The package python3-venv is missing. Install it: sudo apt-get install python3-venv" \
            "缺少 python3-venv 软件包。请安装：sudo apt-get install python3-venv"
    else
        "$python" -m venv --clear .venv && return
    fi
    stop "The virtual environment .venv cannot be made; the lines above say why." \
        "无法创建虚拟环境 .venv，原因见上。"
}

install() {
    if command -v uv >/dev/null 2>&1; then
        uv pip install --quiet --python .venv/bin/python --require-hashes "$@"
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check \
            --no-input --require-hashes "$@"
    fi
}

# venv LIST...: .venv holds what these lists of pins say; a stamp a list makes the next time quick.
venv() {
    [ -w . ] || stop "This folder cannot be written: $(pwd). Run this as the user who owns it." \
        "当前目录不可写：$(pwd)。请用该目录的所有者运行。"
    find_python
    usable_venv && stamped "$@" && return
    room 1500
    usable_venv || make_venv
    say "Installing the pinned packages; the first time this takes a minute ..." \
        "正在安装依赖包，首次约需一分钟……"
    rm -f .venv/.stamp-*
    lists=
    for list in "$@"; do
        lists="$lists -r $list"
    done
    # shellcheck disable=SC2086  # the lists' names hold no spaces
    install $lists || stop \
        "The packages cannot be installed; the lines above say why. Is the network there?" \
        "依赖包安装失败，原因见上。请检查网络。"
    for list in "$@"; do
        stamp_of "$list" >".venv/.stamp-$list"
    done
}

usable_venv() {
    if command -v uv >/dev/null 2>&1; then
        .venv/bin/python -c '' 2>/dev/null
    else
        .venv/bin/python -c 'import pip' 2>/dev/null
    fi
}

stamped() {
    for list in "$@"; do
        [ "$(cat ".venv/.stamp-$list" 2>/dev/null)" = "$(stamp_of "$list")" ] || return 1
    done
}

stamp_of() {
    { .venv/bin/python -V; cat "$1"; } | sha256sum | cut -d ' ' -f 1
}
