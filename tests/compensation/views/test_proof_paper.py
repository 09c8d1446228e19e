"""The proof on paper, read back by a program that is not ours."""

import shutil
import subprocess

import pytest
from django.urls import reverse
from django.utils import translation

from compensation.operations.payments import DemoProvider
from compensation.operations.payouts import pay
from compensation.workbook.paper import Paper, Section, write_paper
from reviews.models import ExportLog


def words_of(pdf, tmp_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    file = tmp_path / "proof.pdf"
    file.write_bytes(pdf)
    told = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True
    )
    return told.stdout


def test_the_proof_of_a_payment_is_a_pdf_whose_chinese_can_be_read(
    sit, lead, shop, accepted, now, tmp_path
):
    pay(payout=accepted.payout, provider=DemoProvider(), member=None, now=now)
    browser = sit(lead)
    browser.cookies["django_language"] = "zh-hans"
    address = reverse("compensation:proof_file", args=(shop.code, accepted.payout.public_id))
    answer = browser.get(address)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    words = words_of(answer.content, tmp_path)
    for said in ("5.00", accepted.case.public_id, accepted.payout.idempotency_key, "小林", "漏水"):
        assert said in words
    assert "养生壶旗舰店" in words
    logged = ExportLog.objects.get()
    assert (logged.member, logged.what, logged.rows) == (lead, "proof", 1)
    assert accepted.payout.public_id in logged.query


def test_text_from_outside_is_no_markup_and_long_text_breaks(tmp_path):
    said = "<b>好</b> & <para>" + "很长的话" * 400
    rows = [("留言", said), ("留言", "高\n" * 240 + "完")]
    with translation.override("en"):
        pdf = write_paper(Paper("Title", "Said", [Section("S", rows, (0.2, 0.8))], "foot"))
    words = words_of(pdf, tmp_path)
    assert "<b>好</b> & <para>" in words
    assert "完" in words
    assert words.count("\f") >= 3
