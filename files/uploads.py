"""What comes in with a request: kept up to the limits; what exceeds them is refused in words and does not lose the form."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.utils.translation import gettext as _

from files.kinds import HEAD_BYTES, is_program
from files.names import shown_name

MEGABYTE = 1024 * 1024
FIELDS_ALLOWANCE = 10 * MEGABYTE  # what the other fields of a form and the frame around its files may take


class RefuseOversized(TemporaryFileUploadHandler):
    """Writes at most the limit of each file to disk; of one that is too large, or one too many, nothing stays but name and size.

    The rest of the form is read all the same, so that nothing typed is lost. A request that exceeds ten full files by far is
    refused before it is read.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.files_begun = 0
        if content_length > 2 * settings.FILES_PER_MESSAGE * settings.FILE_SIZE_LIMIT + FIELDS_ALLOWANCE:
            raise RequestDataTooBig("The request is larger than twice what all its files may be.")

    def new_file(self, *args, **kwargs):
        FileUploadHandler.new_file(self, *args, **kwargs)
        # A name of its own on disk: a sender's long ending would make one that no file system takes.
        self.file = TemporaryUploadedFile("upload", self.content_type, 0, self.charset, self.content_type_extra)
        self.file.name = shown_name(self.file_name)
        self.files_begun += 1
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > settings.FILE_SIZE_LIMIT or self.files_begun > settings.FILES_PER_MESSAGE:
            self.file.truncate(0)
        else:
            self.file.write(raw_data)

    def file_complete(self, file_size):
        self.file.seek(0)
        self.file.size = file_size  # as sent, also when nothing of it was kept
        return self.file


def refusal(upload) -> str:
    """The sentence that says why a file is not taken, or nothing."""
    name = shown_name(upload.name)
    if upload.size > settings.FILE_SIZE_LIMIT:
        return _("“%(name)s” is %(size)d MB; a file may have up to %(limit)d MB. Send a smaller part, or a link.") % {
            "name": name,
            "size": -(-upload.size // MEGABYTE),
            "limit": settings.FILE_SIZE_LIMIT // MEGABYTE,
        }
    if not upload.size:
        return _("“%(name)s” is empty, so there is nothing to send.") % {"name": name}
    if is_program(name, head_of(upload)):
        return _("“%(name)s” is a program, and programs are not taken. Put it into a ZIP archive if we need it.") % {"name": name}
    return ""


def refusals(uploads) -> list[str]:
    """Every sentence that speaks against the files of one message."""
    if len(uploads) > settings.FILES_PER_MESSAGE:
        limit = {"limit": settings.FILES_PER_MESSAGE, "count": len(uploads)}
        return [_("%(count)d files are too many; a message takes up to %(limit)d. Send the rest with a reply.") % limit]
    return [sentence for sentence in map(refusal, uploads) if sentence]


def head_of(upload: TemporaryUploadedFile) -> bytes:
    """The first bytes of an upload, which is left as if unread."""
    upload.seek(0)
    head = upload.read(HEAD_BYTES)
    upload.seek(0)
    return head
