"""Errors that may cross a module's border; the message says `place: what was seen; what to do`."""

from __future__ import annotations


class FramingError(Exception):
    """Base of all our errors; its text can be shown to a user as it is."""

    def __init__(self, place: str, seen: str, what_to_do: str = "") -> None:
        self.place = place
        self.seen = seen
        self.what_to_do = what_to_do
        super().__init__(f"{place}: {seen}; {what_to_do}" if what_to_do else f"{place}: {seen}")

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel between processes, whatever arguments their class takes."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[FramingError], args: tuple[object, ...], fields: dict[str, object]) -> FramingError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(fields)
    return error


class InputError(FramingError):
    """A file or folder that cannot be read at all."""


class RecordError(FramingError):
    """One record that cannot become an article; `reason` is the code written to rejects.jsonl."""

    def __init__(self, place: str, reason: str, seen: str, what_to_do: str = "") -> None:
        self.reason = reason
        super().__init__(place, seen, what_to_do)


class CodebookError(FramingError):
    """One or more faults in codebook files; `faults` holds one `path:line: what; what to do` each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        count = f"{len(faults)} fault" + ("s" if len(faults) != 1 else "")
        super().__init__("codebook", count + "\n" + "\n".join(faults))


class OutputError(FramingError):
    """A place that cannot be written to, or that holds something else."""


class SignatureError(FramingError):
    """Tables made with different engines, codebooks, models or settings that were to be compared."""
