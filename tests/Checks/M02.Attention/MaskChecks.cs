namespace LLMCourse.Checks.M02;

public sealed class CausalMask() : VisibleCheck("M02.E3.causal", "lets a query see itself and what came before, for any length", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("Causal(1)", Masks.Causal(1));
        probe.Observe("Causal(6)", Masks.Causal(6));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class PaddingMask() : Check("M02.E3.padding", "hides the keys behind each sequence, all of them for length 0", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("Padding([3, 0, 5, 1], 5)", Masks.Padding([3, 0, 5, 1], 5));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Padding hides keys, that is columns; a query of the padding still has a row.");
}

public sealed class SlidingWindowMask() : Check("M02.E3.sliding-window", "lets a query see itself and the w − 1 keys before it", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("SlidingWindow(5, 1)", Masks.SlidingWindow(5, 1));
        probe.Observe("SlidingWindow(7, 3)", Masks.SlidingWindow(7, 3));
        probe.Observe("SlidingWindow(4, 9)", Masks.SlidingWindow(4, 9));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A window of 1 is the identity: count the query itself.");
}

public sealed class PrefixMask() : LateCheck("M02.E3.prefix-lm", "lets every query see the whole prefix, and the rest causally", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("PrefixLm(6, 0)", Masks.PrefixLm(6, 0));
        probe.Observe("PrefixLm(6, 4)", Masks.PrefixLm(6, 4));
        probe.Observe("PrefixLm(5, 5)", Masks.PrefixLm(5, 5));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class BlockDiagonalMask() : Check("M02.E3.block-diagonal", "lets no document see another", points: 1)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.Observe("BlockDiagonal([4, 4, 9, 9, 9, 1])", Masks.BlockDiagonal([4, 4, 9, 9, 9, 1]));
        probe.Observe("BlockDiagonal([3])", Masks.BlockDiagonal([3]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class MasksLeaveNothing() : Check("M02.E3.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.ObserveLeak("tensors left by Causal", () => Masks.Causal(4));
        probe.ObserveLeak("tensors left by Padding", () => Masks.Padding([2, 3], 4));
        probe.ObserveLeak("tensors left by SlidingWindow", () => Masks.SlidingWindow(5, 2));
        probe.ObserveLeak("tensors left by PrefixLm", () => Masks.PrefixLm(5, 2));
        probe.ObserveLeak("tensors left by BlockDiagonal", () => Masks.BlockDiagonal([1, 1, 2]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}

public sealed class MasksBadArguments()
    : Check("M02.E3.bad-arguments", "refuses lengths and windows below 1, prefixes longer than the text, and nothing at all")
{
    public override void Probe(Probe probe)
    {
        probe.ObserveThrows<ArgumentException>("Causal(-1)", () => Masks.Causal(-1));
        probe.ObserveThrows<ArgumentException>("Causal(0)", () => Masks.Causal(0));
        probe.ObserveThrows<ArgumentException>("SlidingWindow(4, 0)", () => Masks.SlidingWindow(4, 0));
        probe.ObserveThrows<ArgumentException>("PrefixLm(4, 5)", () => Masks.PrefixLm(4, 5));
        probe.ObserveThrows<ArgumentException>("Padding([6], 5)", () => Masks.Padding([6], 5));
        probe.ObserveThrows<ArgumentException>("Padding([-1], 5)", () => Masks.Padding([-1], 5));
        probe.ObserveThrows<ArgumentException>("Padding([], 5)", () => Masks.Padding([], 5));
        probe.ObserveThrows<ArgumentException>("Padding([0], 0)", () => Masks.Padding([0], 0));
        probe.ObserveThrows<ArgumentException>("SlidingWindow(0, 1)", () => Masks.SlidingWindow(0, 1));
        probe.ObserveThrows<ArgumentException>("PrefixLm(0, 0)", () => Masks.PrefixLm(0, 0));
        probe.ObserveThrows<ArgumentException>("PrefixLm(4, -1)", () => Masks.PrefixLm(4, -1));
        probe.ObserveThrows<ArgumentException>("BlockDiagonal([])", () => Masks.BlockDiagonal([]));
        probe.ObserveAccepts("SlidingWindow(4, 4)", () => Masks.SlidingWindow(4, 4));
        probe.ObserveAccepts("PrefixLm(4, 4)", () => Masks.PrefixLm(4, 4));
    }
}
