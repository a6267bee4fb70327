"""What a sentence for people may be: a plain text, or one that is translated when it is shown."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

type Text = str | StrPromise
