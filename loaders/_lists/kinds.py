"""What kind of actor a listed body is, by what the list says of it. No files, no columns.

A list tells persons from bodies and hardly says more. A body is a company where its name ends in a legal form of companies or the list
gives it a commercial register or tax number; a state's organ where the list calls it one; otherwise an organisation.
"""

from __future__ import annotations

import re
from typing import Final

_FORMS: Final = (
    "limited|ltd|ltda|llc|l l c|llp|lp|lllp|inc|incorporated|corp|corporation|co|company|companies|plc|gmbh|ag|kg|se|sa|s a|sas|s a s|sarl"
    "|s a r l|srl|s r l|spa|s p a|bv|b v|nv|n v|oy|ab|as|a s|aps|kft|zrt|doo|d o o|dooel|ad|eood|ood|jsc|ojsc|cjsc|pjsc|pao|oao|ooo|zao|ao"
    "|npao|ano|pte|pty|sdn bhd|bhd|fze|fzco|fzc|fz llc|dmcc|sal|s a l|saoc|saog|kk|k k|pjs|pvt|sicav|de c v|s de r l|eirl|e u|ie|ip|too|chp"
    "|sia|uab|oue|oü|sro|s r o|spol|sp z o o|holding|holdings|bank|banka|insurance|airlines|airways|trading|enterprises"
    "|enterprise|industries|factory|plant|shipyard|refinery"
)
_COMPANY: Final = re.compile(rf"(?:^|\s)(?:{_FORMS})$")
_COMPANY_START: Final = re.compile(
    r"^(?:joint stock company|open joint stock|closed joint stock|public joint stock|private joint stock|limited liability company"
    r"|ooo|oao|zao|pao|ao|jsc|cjsc|ojsc|pjsc|obshchestvo s|aktsionernoe|bank)\b"
)
_NUMBERS: Final = re.compile(
    r"\b(?:Company Number|Commercial Registry Number|Business Registration (?:Number|Document)|Trade License|Registration Number"
    r"|Registration ID|Tax ID No|Unified Social Credit Code|C\.R\. No|R\.?U\.?C|NIT|V\.A\.T\.|SWIFT/BIC|Business Number"
    r"|Chamber of Commerce|Business Reg)\b"
)
_SAID_COMPANY: Final = re.compile(
    r"\b(?:private company|public company|state-owned enterprise|financial institution|company|enterprise|bank)\b", re.I
)
_SAID_ORGAN: Final = re.compile(
    r"\b(?:government entity|government|ministry|department within government|military unit|public body)\b", re.I
)


def body_kind(name: str, said_type: str = "", details: str = "") -> str:
    """`Company`, `Agency` or `Organization`. `said_type` is the list's own word for it, `details` what it adds (numbers of registers)."""
    if _SAID_COMPANY.search(said_type):
        return "Company"
    if _SAID_ORGAN.search(said_type) and not re.search("unrecogni[sz]ed", said_type, re.I):
        return "Agency"
    plain = " ".join(re.sub(r"[^\w]+", " ", name.casefold()).split())
    if _COMPANY.search(plain) or _COMPANY_START.search(plain) or _NUMBERS.search(details):
        return "Company"
    return "Organization"
