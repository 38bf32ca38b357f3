"""The enquiry form: how and when it came in, who asks and what about, with the promise beside it as one types."""

from screens.enquiry.screen import CLIENT, DRAFT, Enquiry

__all__ = ["CLIENT", "DRAFT", "Enquiry"]
