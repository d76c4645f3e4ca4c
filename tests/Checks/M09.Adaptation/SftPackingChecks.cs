namespace LLMCourse.Checks.M09;

public sealed class StreamsAreCut()
    : Check("M09.E1.pack", "cuts the stream into rows, with the next token of the same document as label", points: 2)
{
    private static readonly (int Count, int Longest, int Length)[] Cases =
        [(1, 9, 3), (5, 7, 4), (12, 3, 5), (4, 40, 8), (30, 12, 16), (6, 5, 1)];

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((int count, int longest, int length) in Cases)
        {
            SftSequence[] sequences =
                [.. Conversations.Draw(probe.Random, count, longest), .. Conversations.Draw(probe.Random, 1, length, length)];
            Conversations.Observe(probe, $"rows of {length}", sequences);
            Conversations.Observe(probe, $"rows of {length}", SftPacking.Pack(sequences, length));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((_, _, int length) in Cases)
        {
            string name = $"rows of {length}";
            IReadOnlyList<double> lengths = evidence.Tensor($"{name}: lengths").Values, tokens = evidence.Tensor($"{name}: tokens").Values,
                marks = evidence.Tensor($"{name}: marks").Values;
            int[] document = [.. lengths.SelectMany((l, i) => Enumerable.Repeat(i, (int)l))];
            int rows = tokens.Count / length, kept = rows * length;
            foreach (string part in new[] { "ids", "labels", "documents", "positions" })
            {
                TensorObservation seen = evidence.Tensor($"{name}: {part}");
                if (seen.Type != ElementType.Int64 || !seen.Shape.SequenceEqual([(long)rows, length]))
                    return Verdict.Fail($"With {tokens.Count} tokens, {part} in {name} is {seen.Type} [{string.Join(", ", seen.Shape)}]; it must be Int64 [{rows}, {length}].");
                for (int at = 0; at < kept; at++)
                {
                    int first = at;
                    while (first % length > 0 && document[first - 1] == document[at]) first--;
                    double expected = part switch
                    {
                        "ids" => tokens[at],
                        "documents" => document[at],
                        "positions" => at - first,
                        _ => at + 1 < tokens.Count && document[at + 1] == document[at] && marks[at + 1] == 1 ? tokens[at + 1] : -100,
                    };
                    if (seen.Values[at] != expected)
                        return Verdict.Fail($"In {name}, {part} at row {at / length}, column {at % length} is {seen.Values[at]}; expected {expected}. It is token {at} of {tokens.Count}, of document {document[at]}.");
                }
            }

            if (evidence.Number($"{name}: dropped") != tokens.Count - kept)
                return Verdict.Fail(
                    $"In {name}, {evidence.Number($"{name}: dropped")} tokens were counted as dropped; there were {tokens.Count - kept}.");
        }

        return Verdict.Pass;
    }
}

public sealed class LastRows() : VisibleCheck("M09.E1.last-row", "drops the last partial row and counts its tokens, or fills it up")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, string sequences, int length) in new[]
        {
            ("as many as fit", "12|34 5|678", 4), ("one more", "12|34 5|6789", 4), ("one less", "12|34 5|67", 4),
            ("the next row is dropped, its first token is a label", "1|23 4|56789", 4), ("one token", "|7", 1),
        })
        {
            SftSequence[] all = [.. sequences.Split(' ').Select(Conversations.Sequence)];
            Conversations.Observe(probe, name, SftPacking.Pack(all, length));
            Conversations.Observe(probe, $"{name}, padded", SftPacking.Pack(all, length, padding: 9));
        }

        Conversations.Observe(probe, "shorter than a row, padded", SftPacking.Pack([Conversations.Sequence("1|2")], 5, padding: 0));
        Conversations.Observe(probe, "an empty one between",
            SftPacking.Pack([Conversations.Sequence("1|2"), Conversations.Sequence("|"), Conversations.Sequence("3|4")], 2));
    }
}

public sealed class RowsOfTheirOwn() : Check("M09.E1.pad", "gives each sequence a row, filled or cut on the right")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Conversations.Observe(probe, "several lengths",
            SftPacking.Pad([.. "1|2 34|567 8|9123 456|7".Split(' ').Select(Conversations.Sequence)], 4, padding: 0));
        Conversations.Observe(probe, "another padding",
            SftPacking.Pad([.. "1|2 3|45".Split(' ').Select(Conversations.Sequence)], 6, padding: 77));
        Conversations.Observe(probe, "the label is the token that was cut off",
            SftPacking.Pad([Conversations.Sequence("123|45")], 3, padding: 0));
        Conversations.Observe(probe, "learned here and there",
            SftPacking.Pad([new SftSequence([5, 6, 7, 8], [true, false, true, false])], 4, padding: 1));
    }
}

public sealed class DocumentsAreKeptApart() : Check("M09.E1.mask", "lets a token attend to the earlier ones of its document in its row")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (int length in new[] { 1, 5, 8 })
            probe.Observe($"packed rows of {length}",
                SftPacking.Pack(Conversations.Draw(probe.Random, 9, 6, 1), length, padding: 0).AttentionMask());
        probe.Observe("padded rows",
            SftPacking.Pad([.. "1|2 34|567".Split(' ').Select(Conversations.Sequence)], 6, padding: 0).AttentionMask());
        // A mask that comes from the record, and not from how it was made: documents may come back.
        Tensor some = zeros(2, 5, dtype: ScalarType.Int64), documents = tensor(new long[,] { { 0, 1, 0, 0, 1 }, { 4, 4, -1, -1, 2 } });
        probe.Observe("documents in turn", new SftBatch(some, some, documents, some, 0).AttentionMask());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class PackedIsAsAlone() : Check("M09.E1.as-alone", "gives a packed document what it gets alone in a row", points: 2)
{
    private const int Length = 24;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = probe.Random.Normal64(500, 8), positions = probe.Random.Normal64(Length, 8);
        SftSequence[] sequences = [.. Conversations.Draw(probe.Random, 3, 8, 8)];
        SftBatch packed = SftPacking.Pack(sequences, Length),
            alone = SftPacking.Pad([.. sequences.Select(s => s with { Learned = [.. s.Ids.Select(_ => true)] })], Length, padding: 3);
        Tensor together = Attend(packed), each = Attend(alone);
        probe.Observe("shape", string.Join(' ', together.shape));
        Tensor rows = each.narrow(1, 0, 8).reshape(1, Length, 8);
        probe.Observe("difference", together.shape.SequenceEqual(rows.shape) ? (together - rows).abs().max().item<double>() : double.NaN);

        // One layer of attention, as small as it gets.
        Tensor Attend(SftBatch batch)
        {
            Tensor x = (table[batch.Ids] + positions[batch.Positions]).unsqueeze(1);
            Tensor scores = x.matmul(x.transpose(-1, -2)).masked_fill(batch.AttentionMask().logical_not(), double.NegativeInfinity);
            return nn.functional.softmax(scores, -1).matmul(x).squeeze(1);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        double difference = evidence.Number("difference");
        return difference < 1e-9 ? Verdict.Pass : Verdict.Fail(
            $"A small attention layer gives a packed document other vectors than alone in a row: they differ by up to {difference:0.###}.",
            hint: "Positions restart with each document, and the mask hides the documents before.");
    }
}

public sealed class RowsAreRefused()
    : Check("M09.E1.rows-refuse", "refuses marks that do not fit, rows of no length, and rows with nothing to learn")
{
    public override void Probe(Probe probe)
    {
        SftSequence good = Conversations.Sequence("12|34"), odd = new([1, 2, 3], [false, true]),
            unlearned = new([1, 2, 3], [true, false, false]), late = Conversations.Sequence("1234|5");
        foreach (int length in new[] { 0, -1 })
        {
            probe.ObserveThrows<ArgumentException>($"packed rows of {length}", () => SftPacking.Pack([good], length));
            probe.ObserveThrows<ArgumentException>($"padded rows of {length}", () => SftPacking.Pad([good], length, 0));
        }

        probe.ObserveThrows<ArgumentException>("packed: fewer marks than tokens", () => SftPacking.Pack([good, odd], 2));
        probe.ObserveThrows<ArgumentException>("padded: fewer marks than tokens", () => SftPacking.Pad([good, odd], 4, 0));
        SftSequence marked = new([1, 2, 3], [false, true, true, true]), empty = new([], []);
        probe.ObserveThrows<ArgumentException>("packed: more marks than tokens", () => SftPacking.Pack([good, marked], 2));
        probe.ObserveThrows<ArgumentException>("padded: more marks than tokens", () => SftPacking.Pad([good, marked], 4, 0));
        probe.ObserveThrows<ArgumentException>("packed: only an empty sequence, with padding",
            () => SftPacking.Pack([empty], 2, padding: 0));
        probe.ObserveThrows<ArgumentException>("padded: an empty sequence", () => SftPacking.Pad([good, empty], 4, 0));
        probe.ObserveThrows<ArgumentException>("packed: nothing", () => SftPacking.Pack([], 2));
        probe.ObserveThrows<ArgumentException>("packed: nothing, with padding", () => SftPacking.Pack([], 2, padding: 0));
        probe.ObserveThrows<ArgumentException>("padded: nothing", () => SftPacking.Pad([], 2, 0));
        probe.ObserveThrows<ArgumentException>("packed: less than a row", () => SftPacking.Pack([good], 5));
        probe.ObserveAccepts("packed: a row", () => SftPacking.Pack([good], 4));
        probe.ObserveThrows<ArgumentException>("padded: only the first token is learned", () => SftPacking.Pad([good, unlearned], 4, 0));
        probe.ObserveThrows<ArgumentException>("padded: the reply is cut off", () => SftPacking.Pad([late], 3, 0));
        probe.ObserveAccepts("padded: the reply is the label of the last token", () => SftPacking.Pad([late], 4, 0));
        probe.ObserveAccepts("packed: nothing is learned", () => SftPacking.Pack([unlearned], 3));
    }
}
