"""What kind of file it is, by its first bytes; what can't be read is named here."""

import struct
import zlib
from mmap import ACCESS_READ, mmap
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers.encoding import candidates_for
from reviews.intake.readers.table import FileFormat, Limits

#: All that zipfile raises over a damaged archive.
BROKEN_ZIP = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
#: Stream name inside an OLE file that holds an encrypted xlsx (UTF-16).
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
    b"SQLite format 3": "SQLite",
}
_LOOKED_AT = 64 * 1024
_MARKUP = (
    "<html",
    "<!doctype",
    "<table",
    "<?xml",
    "<meta",
    "<head",
    "<body",
    "<style",
    "<div",
    "<!--",
)
_SPREADSHEET, _LONGEST_KIND = b"application/vnd.oasis.opendocument.spreadsheet", 100
_WEB_ARCHIVE = "mime-version:"
_XML_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def sniff(path: Path, *, limits: Limits) -> FileFormat:
    """The format of the file at ``path``.

    Raises UnreadableFile for a missing, empty, too large, foreign, encrypted or hostile one.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
    except OSError:
        raise UnreadableFile(Reason("file_missing", {"file": path.name})) from None
    if size > limits.size:
        params = {"megabytes": size // 2**20 + 1, "most": limits.size // 2**20}
        raise UnreadableFile(Reason("file_too_large", params))
    if not start.strip(b"\0\xef\xbb\xbf \t\r\n"):
        raise UnreadableFile(Reason("file_empty"))
    if start.startswith(_ZIP):
        return _workbook(path, limits=limits)
    if start.startswith(_OLE):
        if _holds(path, _ENCRYPTED):
            raise UnreadableFile(Reason("file_encrypted"))
        return FileFormat.XLS
    return _text(start)


def _holds(path: Path, words: bytes) -> bool:
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return content.find(words) >= 0


def _text(start: bytes) -> FileFormat:
    for magic, name in _FOREIGN.items():
        if start.startswith(magic):
            raise UnreadableFile(Reason("file_foreign", {"format": name}))
    text = start.decode(candidates_for(start)[0], errors="replace")
    bare = text.lstrip("\ufeff \t\r\n")
    if bare[:13].lower().startswith((*_MARKUP, _WEB_ARCHIVE)):
        return _markup(bare)
    if bare[:1] == "[" or (bare[:1] == "{" and not _several_objects(bare)):
        return FileFormat.JSON
    if bare[:1] == "{":
        return FileFormat.JSON_LINES
    if "(" in bare[:60] and bare.split("(", 1)[1].lstrip()[:1] == "{" and "," not in bare[:20]:
        return FileFormat.JSON
    return FileFormat.TEXT


def _markup(bare: str) -> FileFormat:
    """Platforms hand out web pages and XML under the name .xls; other markup is no table."""
    lower = bare.lower()
    if "<html" not in lower and _XML_SPREADSHEET in bare:
        return FileFormat.XML
    if ("<html" in lower or "<table" in lower) and not lower.startswith(_WEB_ARCHIVE):
        return FileFormat.HTML
    raise UnreadableFile(Reason("file_is_markup"))


def _several_objects(bare: str) -> bool:
    """JSON lines: the first line closes, the second opens an object."""
    first, _, rest = bare.partition("\n")
    return first.rstrip().endswith("}") and rest.lstrip()[:1] == "{"


def _workbook(path: Path, *, limits: Limits) -> FileFormat:
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
    except BROKEN_ZIP:
        raise UnreadableFile(Reason("workbook_broken")) from None
    unpacked = sum(member.file_size for member in members)
    if len(members) > limits.members or unpacked > limits.unpacked:
        raise UnreadableFile(Reason("workbook_bomb", {"megabytes": unpacked // 2**20}))
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableFile(Reason("file_encrypted"))
    if "xl/workbook.xml" in names:
        return FileFormat.XLSX
    if "xl/workbook.bin" in names:
        return FileFormat.XLSB
    if "content.xml" in names:
        return _open_document(path)
    raise UnreadableFile(Reason("file_is_archive"))


def _open_document(path: Path) -> FileFormat:
    """Of LibreOffice, and of WPS on demand; texts and drawings are packed alike."""
    try:
        with ZipFile(path) as archive, archive.open("mimetype") as file:
            kind = file.read(_LONGEST_KIND)
    except (KeyError, *BROKEN_ZIP):
        raise UnreadableFile(Reason("workbook_broken")) from None
    if not kind.startswith(_SPREADSHEET):
        raise UnreadableFile(Reason("workbook_kind_unsupported"))
    return FileFormat.ODS
