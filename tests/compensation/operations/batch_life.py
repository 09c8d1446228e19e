"""What batches, their results and codes add to the life of money, as rules of its machine."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from compensation.domain.batch_states import LineState
from compensation.domain.payout_layout_json import shipped_layouts
from compensation.domain.payout_results import KnownLine, ResultCells, judge_rows
from compensation.models import (
    BatchLine,
    PayoutBatch,
    ResultFile,
    ResultRow,
)
from compensation.operations.batch_exports import close_batch, export_batch, recall_batch
from compensation.operations.batches import (
    NewBatch,
    approve_batch,
    discard_batch,
    gather_batch,
    take_out_line,
)
from compensation.operations.booking import book_result, settle_line
from compensation.operations.codes import hand_out, send_code, take_back_code
from compensation.queries.batches import BatchFilter

WHICH = st.integers(0, 9)


class BatchLife:
    """Mixed into the machine, which has the people and the clock."""

    def batch(self, which):
        found = list(PayoutBatch.objects.select_related("shop").order_by("-id")[:4])
        return found[which % len(found)] if found else None

    def line(self, which):
        related = ("batch__shop", "payout__shop", "payout__offer__case", "payout__offer__promise")
        found = list(BatchLine.objects.select_related(*related).order_by("-id")[:6])
        return found[which % len(found)] if found else None

    @rule(who=st.integers(0, 2))
    def gather(self, who):
        new = NewBatch(BatchFilter(), shipped_layouts()["small_payment"])
        self.attempt(gather_batch, shop=self.shop, member=self.people[who], new=new)

    @rule(which=WHICH, who=st.integers(1, 2))
    def export(self, which, who):
        if batch := self.batch(which):
            self.attempt(export_batch, batch=batch, member=self.people[who])

    @rule(
        which=WHICH,
        who=st.integers(0, 2),
        act=st.sampled_from([approve_batch, discard_batch, close_batch]),
    )
    def handle_the_batch(self, which, who, act):
        if batch := self.batch(which):
            self.attempt(act, batch=batch, member=self.people[who])

    @rule(which=WHICH)
    def take_out(self, which):
        if line := self.line(which):
            self.attempt(take_out_line, line=line, member=self.people[1])

    @rule(which=WHICH, who=st.integers(1, 2))
    def recall(self, which, who):
        if batch := self.batch(which):
            self.attempt(recall_batch, batch=batch, member=self.people[who], word="没有上传")

    @rule(
        which=WHICH,
        said=st.lists(
            st.tuples(WHICH, st.sampled_from(["成功", "失败", "?"]), st.sampled_from([0, 1])),
            min_size=1,
            max_size=4,
        ),
        because=st.sampled_from(["余额不足", "账号不存在"]),
    )
    def a_result_comes_in(self, which, said, because):
        """Rows about any lines, of this batch or another one, with right and wrong amounts."""
        batch = self.batch(which)
        lines = list(BatchLine.objects.select_related("batch").order_by("-id")[:6])
        if not batch or not lines or batch.exported_at is None:
            return
        rows = [
            ResultCells(
                number,
                (line := lines[at % len(lines)]).key,
                outcome,
                f"{(line.amount_fen + more) / 100:.2f}",
                because,
            )
            for number, (at, outcome, more) in enumerate(said)
        ]
        self.attempt(book_result, result=self.judged(batch, rows), member=self.people[1])

    def judged(self, batch, rows):
        """A result of these rows as reading the file would store it."""
        self.results += 1
        known = {
            line.key: KnownLine(line.key, line.batch.number, line.amount_fen, LineState(line.state))
            for line in BatchLine.objects.select_related("batch")
        }
        headings = shipped_layouts()["small_payment"].result
        given = {"batch": batch.number, "known": known, "headings": headings}
        result = ResultFile.objects.create(
            batch=batch,
            file_name="r",
            sha256=f"{self.results:064d}",
            read_at=self.now,
            read_by=self.people[1],
        )
        keys = dict(BatchLine.objects.filter(batch=batch).values_list("key", "pk"))
        for row in judge_rows(rows, **given):
            ResultRow.objects.create(
                result=result,
                number=row.number,
                key=row.key,
                line_id=keys.get(row.key),
                verdict=row.verdict.value,
                amount_fen=row.amount_fen,
                failure=row.failure,
            )
        return result

    @rule(which=WHICH, reference=st.sampled_from(["", "2026"]))
    def settle(self, which, reference):
        if line := self.line(which):
            given = {"reference": reference, "word": "平台查过"}
            self.attempt(settle_line, line=line, member=self.people[1], **given)

    @rule(which=WHICH, act=st.sampled_from(["hand_out", "send", "take_back"]))
    def code(self, which, act):
        if offer := self.offer(which):
            given = {"offer": offer, "member": self.people[0]}
            if act == "hand_out":
                self.attempt(hand_out, stock=self.stock, **given)
            else:
                self.attempt(send_code if act == "send" else take_back_code, **given)
