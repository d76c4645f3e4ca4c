namespace LLMCourse.LlmServers.Constraints;

/// <summary>Where a text stands in a grammar: for each way to read it, what has still to come. Never changed, so that it is shared freely.</summary>
internal sealed class GrammarState
{
    /// <summary>Ways to read a text beyond this number are given up. Those that are left are of the grammar all the same.</summary>
    private const int MostWays = 256;

    private readonly ByteGrammar _grammar;
    private readonly List<Frame> _ways = [];

    private GrammarState(ByteGrammar grammar) => _grammar = grammar;

    /// <summary>Gets a value indicating whether the text is whole.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Gets a value indicating whether no text of the grammar begins like this.</summary>
    public bool IsDead => !IsComplete && _ways.Count == 0;

    /// <summary>Gets the least number of bytes that make the text whole.</summary>
    public int BytesToComplete => IsComplete ? 0 : _ways.Count == 0 ? ByteGrammar.Never : _ways.Min(way => way.Least);

    /// <summary>Makes the state of an empty text.</summary>
    public static GrammarState Begin(ByteGrammar grammar)
    {
        var state = new GrammarState(grammar);
        var seen = new HashSet<(ByteGrammar.Sequence, int, Frame?)>();
        foreach (ByteGrammar.Sequence alternative in grammar[grammar.Start])
            state.Enter(alternative, 0, null, seen);
        return state;
    }

    /// <summary>Reads a byte.</summary>
    public GrammarState Read(byte b)
    {
        var next = new GrammarState(_grammar);
        var seen = new HashSet<(ByteGrammar.Sequence, int, Frame?)>();
        foreach (Frame way in _ways)
        {
            if (way.Sequence.Symbols[way.At].Bytes![b])
                next.Enter(way.Sequence, way.At + 1, way.Parent, seen);
        }

        return next;
    }

    /// <summary>Goes down to the bytes that can come at a place.</summary>
    private void Enter(ByteGrammar.Sequence sequence, int at, Frame? parent, HashSet<(ByteGrammar.Sequence, int, Frame?)> seen)
    {
        if (at == sequence.Symbols.Length)
        {
            if (parent is null)
                IsComplete = true;
            else
                Enter(parent.Sequence, parent.At, parent.Parent, seen);
            return;
        }

        if (!seen.Add((sequence, at, parent)) || _ways.Count == MostWays)
            return;
        var frame = new Frame(sequence, at, parent);
        if (sequence.Symbols[at].Bytes is not null)
        {
            // A branch that could never end is none.
            if (frame.Least < ByteGrammar.Never)
                _ways.Add(frame);
            return;
        }

        // What follows a rule at the end of a sequence is what follows the sequence, so that repetition needs no stack.
        Frame? after = at + 1 == sequence.Symbols.Length ? parent : new Frame(sequence, at + 1, parent);
        foreach (ByteGrammar.Sequence alternative in _grammar[sequence.Symbols[at].Rule])
            Enter(alternative, 0, after, seen);
    }

    /// <summary>A place in a sequence, and what follows the sequence.</summary>
    private sealed class Frame(ByteGrammar.Sequence sequence, int at, Frame? parent)
    {
        public ByteGrammar.Sequence Sequence { get; } = sequence;

        public int At { get; } = at;

        public Frame? Parent { get; } = parent;

        public int Least { get; } = Math.Min(ByteGrammar.Never, sequence.LeastFrom[at] + (parent?.Least ?? 0));
    }
}
