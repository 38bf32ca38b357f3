"""Received email: what is read, what is noted, what is refused."""

import contextlib
import json
import tracemalloc
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice_tui.rules import mail
from advice_tui.rules.mail import Mail, read_message, split_mailbox
from advice_tui.rules.mail.markup import text_of_markup
from advice_tui.rules.text import formula_safe
from data.errors import BadInput

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEAD = b"From: Ann <a@x.ac.uk>\r\nSubject: visa\r\n"
CHECKS = Path(__file__).parents[3] / "shared" / "checks" / "eml"
INDEX = json.loads((CHECKS / "index.json").read_text("utf-8")) if CHECKS.exists() else []


def read(raw):
    return read_message(raw, now=NOW)


def refusal(raw):
    with pytest.raises(BadInput) as refused:
        read(raw)
    return refused.value.sentence


def mixed(*parts):
    return (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
        + b"\r\n--B\r\n".join(parts)
        + b"\r\n--B--\r\n"
    )


def said(message: Mail):
    return " ".join(message.notes)


def all_text(message: Mail):
    return "\n".join(
        [
            *(message.message_id, message.sender_name, message.sender_address, message.subject_full, message.body),
            *(
                *message.other_senders,
                message.received_said,
                *message.notes,
                *(file.name for file in message.attachments),
            ),
        ]
    )


def assert_nothing_acts(message: Mail):
    text = all_text(message)
    text.encode("utf-8")
    assert not [c for c in text if (c < " " and c not in "\n\t") or "\x7f" <= c <= "\x9f" or "\u202a" <= c <= "\u202e"]
    assert not set(message.subject + message.sender_name) & {"\n", "\t"}


def test_an_ordinary_message():
    made = EmailMessage()
    made["From"] = "Zoë Lee <zoe@x.ac.uk>"
    made["To"] = "advice@example.ac.uk"
    made["Subject"] = "Müller – visa " + "é" * 60
    made["Date"] = "Mon, 02 Nov 2026 09:30:00 +0000"
    made["Message-ID"] = "<1@x>"
    made.set_content("Dear adviser,\n\nplease help: café.\n")
    made.add_alternative("<p>Dear <b>adviser</b>", subtype="html")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Brief – Müller.pdf")
    message = read(made.as_bytes())
    assert (message.sender_name, message.sender_address) == ("Zoë Lee", "zoe@x.ac.uk")
    assert message.subject == "Müller – visa " + "é" * 60
    assert message.received == datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    assert message.body == "Dear adviser,\n\nplease help: café."
    assert [(file.name, file.data) for file in message.attachments] == [("Brief _ Müller.pdf", b"%PDF")]
    assert (message.automatic, message.notes, message.names_others) == (False, (), False)


@pytest.mark.parametrize(
    ("date", "received", "words"),
    [
        (b"Date: Mon, 20 Jul 2026 09:30:00 +0100", datetime(2026, 7, 20, 8, 30, tzinfo=UTC), ""),
        (b"Date: Mon, 02 Nov 26 09:30:00 GMT", datetime(2026, 11, 2, 9, 30, tzinfo=UTC), ""),
        (b"Date: Mon, 02 Nov 2026 09:30:00 -0000", datetime(2026, 11, 2, 9, 30, tzinfo=UTC), ""),
        (b"X: y", None, "no date"),
        (b"Date: soon", None, "cannot be read"),
        (b"Date: 31 Feb 2026 99:99:99 +9999", None, "cannot be read"),
        (b"Date: Sat, 01 Jan 0000 00:00:00 +0000", None, "cannot be"),
        (b"Date: Thu, 01 Jan 1970 00:00:00 +0000", None, "1970"),
        (b"Date: Fri, 01 Jan 2999 00:00:00 +0000", None, "in the future (1 January 2999)"),
        (b"Date: Fri, 31 Dec 9999 23:59:59 -2359", None, ""),
    ],
)
def test_dates(date, received, words):
    message = read(HEAD + date + b"\r\n\r\nhi")
    assert message.received == received
    assert words in message.received_said
    assert bool(message.received_said) is (received is None)


@pytest.mark.parametrize(
    ("line", "name", "address", "others", "odd"),
    [
        (b"From: a@x.uk", "", "a@x.uk", (), False),
        (b'From: "Lee, Ann" <a@x.uk>', "Lee, Ann", "a@x.uk", (), False),
        (b"From: Ann (at home (now)) <a@x.uk>", "Ann", "a@x.uk", (), False),
        (b"From: =?utf-8?q?Lee,_Ann?= <a@x.uk>", "Lee, Ann", "a@x.uk", (), False),
        (b"From: =?utf-8?b?w4Q=?= =?utf-8?b?w4Q=?= <a@x.uk>", "ÄÄ", "a@x.uk", (), False),
        (b"From: =?utf-8?q?=C3?= =?utf-8?q?=84?= <a@x.uk>", "Ä", "a@x.uk", (), False),
        (b"From: =?utf-8?q?b=40y.uk=2C?= <a@x.uk>", "b@y.uk,", "a@x.uk", (), True),
        (b"From: a@x.uk, b@y.uk", "", "a@x.uk", ("b@y.uk",), True),
        (b"From: a@x.uk\r\nFrom: Bob <b@y.uk>", "", "a@x.uk", ("b@y.uk",), True),
        (b"From: Ann <a@x.uk>\r\nReply-To: e@evil.uk", "Ann", "a@x.uk", (), True),
        (b"From: nobody", "nobody", "", (), True),
        (b"X: y", "", "", (), True),
    ],
)
def test_senders(line, name, address, others, odd):
    message = read(line + b"\r\nSubject: v\r\n\r\nhi")
    assert (message.sender_name, message.sender_address, message.other_senders) == (name, address, others)
    assert bool(message.notes) is odd


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        (b"Subject: visa", False),
        (b"Auto-Submitted: no", False),
        (b"Auto-Submitted: auto-replied; owner=x", True),
        (b"Precedence: bulk", True),
        (b"X-Autoreply: yes", True),
        (b"Return-Path: <>", True),
        (b"Subject: [External] Automatic reply: visa", True),
        (b"Subject: I was out of office", False),
    ],
)
def test_messages_of_machines(headers, automatic):
    assert read(b"From: a@x.uk\r\n" + headers + b"\r\n\r\nhi").automatic is automatic


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (bytes(range(256)) * 4, "not an email"),
        (b"hello: world\n\nhi", "not an email"),
        (b"From a\nFrom: a@x.uk\n\nhi\n\nFrom b\nFrom: b@x.uk\n\nhi", "more than one message"),
        (HEAD + b"\r\n" + b"x" * mail.RAW_BYTES, "25 MB"),
        (mixed(*[b"\r\nx"] * (mail.PARTS + 1)), "more than 200 parts"),
        (mixed(*[b"Content-Type: image/png\r\n\r\nx"] * (mail.ATTACHMENTS + 1)), "at most 50 attachments; this has 51"),
    ],
)
def test_refusals(raw, words):
    assert words in refusal(raw)


def nested(levels):
    raw = HEAD
    for level in range(levels):
        raw += b"Content-Type: multipart/mixed; boundary=B%d\r\n\r\n--B%d\r\n" % (level, level)
    return raw + b"\r\nhi"


def test_levels_are_counted():
    assert read(nested(mail.NESTING)).body == "hi"
    assert "20 deep" in refusal(nested(mail.NESTING + 1))
    assert "20 deep" in refusal(nested(5_000))


def test_a_mailbox_is_parted_and_its_quoted_lines_are_read():
    raw = b"From a@x.uk Mon\nFrom: a@x.uk\n\nhi\n>From here\n\nFrom me to you\n\nFrom b@x.uk Mon\r\nFrom: b@x.uk\r\n\r\nho\r\n"
    first, second = split_mailbox(raw)
    assert read(first).body == "hi\nFrom here\n\nFrom me to you"
    assert (read(second).sender_address, read(second).body) == ("b@x.uk", "ho")
    assert split_mailbox(HEAD + b"\r\nhi") == [HEAD + b"\r\nhi"]
    assert read(b"From a\n" + HEAD + b"\r\nhi").body == "hi"


@pytest.mark.parametrize(
    ("headers", "body", "text", "note"),
    [
        (b"", b"caf\xe9 \x93x\x94", "café “x”", ""),
        (b"", "café".encode(), "café", ""),
        (b"Content-Type: text/plain; charset=x-klingon\r\n", b"caf\xe9", "caf\ufffd", "x-klingon"),
        (b"Content-Type: text/plain; charset=zip\r\n", b"caf\xe9", "caf\ufffd", "not known"),
        (b"Content-Type: text/plain; charset=punycode\r\n", b"hi", "hi", "not known"),
        (
            b"Content-Type: text/plain; charset=utf-8\r\n",
            b"a\xed\xa0\x80b",
            "a\ufffd\ufffd\ufffdb",
            "could not be read",
        ),
        (b"Content-Type: text/plain; charset=utf-7\r\n", b"x +ABs-]0;X+AAc- +2AA-", "x ]0;X \ufffd", ""),
        (b"Content-Transfer-Encoding: base64\r\n", b"aGVs\r\nbG8=", "hello", ""),
        (b"Content-Transfer-Encoding: base64\r\n", b"!!!not base64===", "!!!not base64===", "not"),
        (b"Content-Transfer-Encoding: quoted-printable\r\n", b"=ZZ =1B[31m =", "=ZZ [31m ", ""),
        (b"Content-Transfer-Encoding: x-uuencode\r\n", b"begin 644 ../../x", "begin 644 ../../x", "as it stands"),
        (b"Content-Type: multipart/mixed\r\n", b"--x\r\n\r\nhi", "--x\n\nhi", ""),
        (b"Content-Type: multipart/mixed; boundary=B\r\n", b"no such line", "no such line", ""),
        (b"", b"", "", "no text of its own"),
    ],
)
def test_bodies(headers, body, text, note):
    message = read(HEAD + headers + b"\r\n" + body)
    assert message.body == text
    assert note in said(message)
    assert bool(message.notes) is bool(note)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Dear <b>adviser</b><p>Help", "Dear adviser\n\nHelp"),
        ("a<br>b<div>c</div>d", "a\nb\nc\nd"),
        ("<ul><li>one<li>two</ul>", "- one\n\n- two"),
        ("<style>x</style><script>if (a<b && c=='x>') {}</script>hi<!-- no --> there", "hi there"),
        ("<div style='DISPLAY : none'>no</div><span hidden>no</span><span style=\"font-size:0\">no</span>yes", "yes"),
        ("<span style='font-size:0.9em'>yes</span>", "yes"),
        ('<a href="https://evil.example/x">the bank</a>', "the bank <https://evil.example/x>"),
        ('<a href="https://x.uk/">https://x.uk</a> <a href="javascript:x">y</a>', "https://x.uk y"),
        ("1 < 2 &amp; 3 &lt;b&gt;", "1 < 2 & 3 <b>"),
        ("<img src='http://evil.example/t.gif' alt='x>y'>hi", "hi"),
        ("<div>" * 20_000 + "deep &eacute;", "deep é"),
        ("<!--" * 20_000 + "x", ""),
        ("", ""),
    ],
)
def test_html_becomes_what_a_reader_sees(markup, text):
    assert text_of_markup(markup) == text


@given(st.one_of(st.text(), st.text(alphabet="<>/!-=\"' abdiv\n&;#"), st.text(alphabet="<>/abpi ")))
def test_no_html_is_too_odd(markup):
    assert isinstance(text_of_markup(markup), str)


def test_html_is_left_when_plain_text_says_the_same():
    alternative = b"Content-Type: multipart/alternative; boundary=A\r\n\r\n--A\r\n%s--A\r\nContent-Type: text/html\r\n\r\n<p>rich\r\n--A--"
    assert read(HEAD + alternative % b"\r\nplain\r\n").body == "plain"
    assert read(HEAD + alternative % b"\r\n \r\n").body == "rich"


def test_attachments_stay_closed_under_safe_names():
    message = read(
        mixed(
            b"\r\nsee files",
            b'Content-Type: application/zip\r\nContent-Disposition: attachment; filename="../../a.zip"\r\n\r\nPK',
            b"Content-Disposition: attachment; filename*=utf-8''%2e%2e%2f%00x%1b\r\n\r\ny",
            b"Content-Type: message/rfc822\r\n\r\nFrom: b@x.uk\r\n\r\nsecret",
            b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nz",
        )
    )
    assert [file.name for file in message.attachments] == ["a.zip", "x", "attachment-3.eml", "winmail.dat"]
    assert message.attachments[0].data == b"PK"
    assert message.body == "see files"
    for words in ("a.zip” is an archive", "forwarded message", "winmail.dat"):
        assert words in said(message)


def test_a_long_subject_is_cut_where_it_is_seen():
    message = read(b"From: a@x.uk\r\nSubject: " + b"x" * 5_000 + b"\r\n\r\nhi")
    assert (len(message.subject), message.subject[-1], len(message.subject_full)) == (200, "…", 5_000)
    assert "5,000 characters" in said(message)


def test_other_peoples_addresses_are_found():
    message = read(HEAD + b"\r\nBob (b@y.ac.uk) and A@x.ac.uk wrote to b@y.ac.uk. @ a@ x@y")
    assert (message.quoted_addresses, message.names_others) == (("b@y.ac.uk",), True)


@given(st.binary(max_size=400))
def test_anything_behind_a_header_is_read_or_refused(junk):
    for raw in (junk, HEAD + junk, HEAD + b"\r\n" + junk, b"Subject: " + junk + b"\r\n" + HEAD, b"From: " + junk):
        with contextlib.suppress(BadInput):
            assert_nothing_acts(read(raw))


@given(
    st.lists(
        st.sampled_from(
            [b"=?utf-8?q?", b"?=", b"=1B", b'"', b"<", b">", b"(", b")", b",", b"\\", b"a@x.uk", b"\xff", b" "]
        )
    )
)
def test_any_sender_is_read(pieces):
    assert_nothing_acts(read(b"From: " + b"".join(pieces) + b"\r\nSubject: v\r\n\r\nhi"))


# The larger set, where it is there: the words of its index, made concrete.

REFUSED = {
    "26": "deep",
    "28": "more than 200 parts",
    "39": "empty",
    "40": "not an email",
    "41": "more than one message",
}
MUST = {
    "01": lambda m: m.received == datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    "02": lambda m: m.received == datetime(2026, 7, 20, 8, 30, tzinfo=UTC),
    "03": lambda m: m.received is None and "time of import" in m.received_said,
    "04": lambda m: m.received is None and "time of import" in m.received_said,
    "05": lambda m: m.received is None and "future" in m.received_said,
    "06": lambda m: m.received is None and "time of import" in m.received_said,
    "07": lambda m: m.received.year == 2026,
    "08": lambda m: m.received == datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    "09": lambda m: not m.sender_address and "from" in said(m),
    "10": lambda m: m.sender_address == "a@x.ac.uk" and m.other_senders == ("manager@x.ac.uk",) and "forged" in said(m),
    "11": lambda m: m.sender_address == "evil@example.org" and "forged" in said(m),
    "12": lambda m: m.sender_address == "a@x.ac.uk" and m.sender_name == "Ann]0;OWNED Lee",
    "13": lambda m: m.subject == "[External] RE: [/] [@click=app.quit]urgent[/] [2019] UKSC",
    "14": lambda m: m.subject == "visa gpj.exe",
    "15": lambda m: m.subject == "hello Bcc: evil@example.org",
    "16": lambda m: "\ufffd" in m.body and "x-klingon" in said(m),
    "17": lambda m: m.body.endswith("end"),
    "18": lambda m: "]0;X" in m.body,
    "19": lambda m: "not base64" in m.body and m.notes,
    "20": lambda m: "[31m" in m.body,
    "21": lambda m: m.body.startswith("begin 644") and not m.attachments,
    "22": lambda m: m.body == "Dear adviser",
    "23": lambda m: m.body == "x",
    "24": lambda m: "hi" in m.body,
    "25": lambda m: m.body == "hi",
    "27": lambda m: len(m.attachments) == 1,
    "29": lambda m: m.body == "hi" and "2,000" in said(m),
    "30": lambda m: len(m.subject) == 200 and len(m.subject_full) == 500_000 and "cut" in said(m),
    "31": lambda m: not m.sender_address and m.sender_name.startswith("(((") and m.notes,
    "32": lambda m: m.body == "hi",
    "33": lambda m: m.subject_full == "a" * 5_000,
    "34": lambda m: m.attachments[0].data.startswith(b"PK") and "archive" in said(m),
    "35": lambda m: [file.name for file in m.attachments] == ["relpwn.txt", "x_0"],
    "36": lambda m: m.attachments[0].name == "cvfdp.exe",
    "37": lambda m: (m.subject, m.body) == ("visa", "hithere"),
    "38": lambda m: (m.sender_address, m.body) == ("a@x.ac.uk", "hi"),
    "42": lambda m: m.sender_address == "a@x.ac.uk" and m.quoted_addresses == ("b@x.ac.uk",),
    "43": lambda m: m.automatic,
    "44": lambda m: m.message_id == read((CHECKS / "01_plain.eml").read_bytes()).message_id,
    "45": lambda m: len(m.subject) == 200 and m.body == "hi",
    "46": lambda m: "cannot be read" in said(m),
    "47": lambda m: "cannot be read" in said(m),
    "48": lambda m: formula_safe(m.subject) == f"'{m.subject}" and formula_safe(m.sender_name) == "'=1+1",
}


@pytest.mark.parametrize("name", [entry["file"] for entry in INDEX])
def test_messages_of_the_set(name):
    raw = (CHECKS / name).read_bytes()
    number = name[:2]
    if number in REFUSED:
        assert REFUSED[number] in refusal(raw)
        return
    message = read(raw)
    assert MUST[number](message)
    assert_nothing_acts(message)


def test_a_message_takes_memory_in_proportion():
    raw = HEAD + b"Content-Type: text/html\r\n\r\n" + b"<b><p>" * 50_000
    tracemalloc.start()
    read(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000
