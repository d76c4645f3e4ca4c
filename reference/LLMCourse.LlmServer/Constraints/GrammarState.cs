using Sequence = LLMCourse.LlmServers.Constraints.ByteGrammar.Sequence;

namespace LLMCourse.LlmServers.Constraints;

/// <summary>Where a text stands in a grammar: for each way to read it, what has still to come. Equal states are one object, which remembers
/// what follows it, so that within a string, say, each byte is looked into once and not for every token.
/// Not safe for use by several threads.</summary>
internal sealed class GrammarState
{
    /// <summary>Ways to read a text beyond this number are given up. Those that are left are of the grammar all the same.</summary>
    private const int MostWays = 16384;

    private readonly Known _known;
    private readonly Frame[] _ways;
    private readonly GrammarState?[] _next = new GrammarState?[256];

    private GrammarState(Known known, Frame[] ways, bool isComplete) => (_known, _ways, IsComplete) = (known, ways, isComplete);

    /// <summary>Gets a value indicating whether the text is whole.</summary>
    public bool IsComplete { get; }

    /// <summary>Gets a value indicating whether no text of the grammar begins like this.</summary>
    public bool IsDead => !IsComplete && _ways.Length == 0;

    /// <summary>Gets the least number of bytes that make the text whole.</summary>
    public int BytesToComplete => IsComplete ? 0 : _ways.Length == 0 ? ByteGrammar.Never : _ways.Min(way => way.Least);

    /// <summary>Gets or sets what a constraint found out about each token here.</summary>
    public int[]? Needs { get; set; }

    /// <summary>Makes the state of an empty text.</summary>
    public static GrammarState Begin(ByteGrammar grammar)
    {
        var reached = new Reached(new Known(grammar));
        reached.Enter(new Frame(new Sequence([new ByteGrammar.Symbol(grammar.Start)]), 0, null));
        return reached.State();
    }

    /// <summary>Reads a byte.</summary>
    public GrammarState Read(byte b)
    {
        if (_next[b] is { } next)
            return next;
        var reached = new Reached(_known);
        foreach (Frame way in _ways)
        {
            if (way.Sequence.Symbols[way.At].Bytes![b])
                reached.Leave(way);
        }

        return _next[b] = reached.State();
    }

    /// <summary>A place in a sequence, and what follows the sequence.</summary>
    private sealed class Frame(Sequence sequence, int at, Frame? parent)
    {
        public Sequence Sequence { get; } = sequence;

        public int At { get; } = at;

        public Frame? Parent { get; } = parent;

        /// <summary>How many bytes are still needed at least.</summary>
        public int Least { get; } = Math.Min(ByteGrammar.Never, sequence.LeastFrom[at] + (parent?.Least ?? 0));
    }

    /// <summary>All frames and states that were met, each once.</summary>
    private sealed class Known(ByteGrammar grammar)
    {
        private readonly Dictionary<(Sequence, int, Frame?), Frame> _frames = [];
        private readonly Dictionary<int, List<GrammarState>> _states = [];

        public ByteGrammar Grammar => grammar;

        public Frame Frame(Sequence sequence, int at, Frame? parent)
        {
            if (!_frames.TryGetValue((sequence, at, parent), out Frame? frame))
                _frames.Add((sequence, at, parent), frame = new Frame(sequence, at, parent));
            return frame;
        }

        public GrammarState State(Frame[] ways, bool isComplete)
        {
            var hash = new HashCode();
            foreach (Frame way in ways)
                hash.Add(way);
            if (!_states.TryGetValue(hash.ToHashCode(), out List<GrammarState>? alike))
                _states.Add(hash.ToHashCode(), alike = []);
            GrammarState? state = alike.Find(each => each.IsComplete == isComplete && each._ways.AsSpan().SequenceEqual(ways));
            if (state is null)
                alike.Add(state = new GrammarState(this, ways, isComplete));
            return state;
        }
    }

    /// <summary>The places that a byte leads to.</summary>
    private sealed class Reached(Known known)
    {
        private readonly HashSet<Frame> _seen = [];
        private readonly List<Frame> _ways = [];
        private bool _isComplete;

        public GrammarState State() => known.State([.. _ways], _isComplete);

        /// <summary>Goes to what follows a symbol.</summary>
        public void Leave(Frame frame)
        {
            if (frame.At + 1 < frame.Sequence.Symbols.Length)
                Enter(known.Frame(frame.Sequence, frame.At + 1, frame.Parent));
            else if (frame.Parent is not null)
                Enter(frame.Parent);
            else
                _isComplete = true;
        }

        /// <summary>Goes down to the bytes that can come at a place.</summary>
        public void Enter(Frame frame)
        {
            // What could never end is no way.
            if (!_seen.Add(frame) || _ways.Count == MostWays || frame.Least >= ByteGrammar.Never)
                return;
            ByteGrammar.Symbol symbol = frame.Sequence.Symbols[frame.At];
            if (symbol.Bytes is not null)
            {
                _ways.Add(frame);
                return;
            }

            // What follows a rule at the end of a sequence is what follows the sequence, so that repetition needs no stack.
            Frame? after = frame.At + 1 == frame.Sequence.Symbols.Length
                ? frame.Parent
                : known.Frame(frame.Sequence, frame.At + 1, frame.Parent);
            foreach (Sequence alternative in known.Grammar[symbol.Rule])
            {
                if (alternative.Symbols.Length > 0)
                    Enter(known.Frame(alternative, 0, after));
                else if (after is not null)
                    Enter(after);
                else
                    _isComplete = true;
            }
        }
    }
}
