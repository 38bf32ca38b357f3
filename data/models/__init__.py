"""The nouns as tables.

Texts about people stand only in ``sealed`` columns; everything else here is what the maintainer may see: ids, times,
states, who wrote. Ids are UUIDv7 texts, instants UTC texts. ``row_ver`` counts changes, so that two terminals never
overwrite each other.
"""

from data.models.cases import (
    Attachment,
    Batch,
    BatchItem,
    Case,
    Client,
    Draft,
    Entry,
    KeyDate,
    NoRecord,
    Promise,
    SeenMail,
    Slip,
)
from data.models.conduct import Absence, Procedure, ProcedureStep, RegisterLine, Wall
from data.models.diary import Appointment, AppointmentEvent, CalendarNote, DeskFlag, StaffTime
from data.models.staff import (
    Account,
    Acknowledgement,
    Audit,
    Counter,
    Meta,
    OldAccountKey,
    PolicyText,
    RecordKey,
    Room,
    RoomGrant,
)

__all__ = [
    "Absence",
    "Account",
    "Acknowledgement",
    "Appointment",
    "AppointmentEvent",
    "Attachment",
    "Audit",
    "Batch",
    "BatchItem",
    "CalendarNote",
    "Case",
    "Client",
    "Counter",
    "DeskFlag",
    "Draft",
    "Entry",
    "KeyDate",
    "Meta",
    "NoRecord",
    "OldAccountKey",
    "PolicyText",
    "Procedure",
    "ProcedureStep",
    "Promise",
    "RecordKey",
    "RegisterLine",
    "Room",
    "RoomGrant",
    "SeenMail",
    "Slip",
    "StaffTime",
    "Wall",
]
