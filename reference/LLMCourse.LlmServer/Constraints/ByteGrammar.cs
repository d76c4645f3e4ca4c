namespace LLMCourse.LlmServers.Constraints;

/// <summary>A context-free grammar over bytes, without left recursion but at a rule's very end. The last rule
/// that was made is where texts begin.</summary>
internal sealed class ByteGrammar
{
    /// <summary>More than any text has; what a rule needs that never ends.</summary>
    public const int Never = int.MaxValue / 1024;

    private readonly List<Sequence[]> _rules = [];
    private int[] _least = [];

    /// <summary>Gets or sets the rule that a text begins with.</summary>
    public int Start { get; set; }

    /// <summary>Makes a rule that is defined later, so that others and itself can refer to it.</summary>
    public int Declare()
    {
        _rules.Add([]);
        return _rules.Count - 1;
    }

    /// <summary>Says what a rule stands for: any one of some sequences.</summary>
    public int Define(int rule, params Symbol[][] alternatives)
    {
        _rules[rule] = [.. alternatives.Select(symbols => new Sequence(symbols))];
        return rule;
    }

    /// <summary>Makes a rule.</summary>
    public Symbol Rule(params Symbol[][] alternatives) => new(Define(Declare(), alternatives));

    /// <summary>Gets what a rule stands for.</summary>
    public Sequence[] this[int rule] => _rules[rule];

    /// <summary>Computes how many bytes each rule needs at least; called once, after the last rule is defined.</summary>
    /// <returns>False if no text is of the grammar.</returns>
    public bool TryComplete()
    {
        _least = [.. Enumerable.Repeat(Never, _rules.Count)];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int rule = 0; rule < _rules.Count; rule++)
            {
                int least = _rules[rule].Select(Least).DefaultIfEmpty(Never).Min();
                changed |= least < _least[rule];
                _least[rule] = Math.Min(_least[rule], least);
            }
        }

        foreach (Sequence sequence in _rules.SelectMany(each => each))
        {
            for (int i = sequence.Symbols.Length - 1; i >= 0; i--)
                sequence.LeastFrom[i] = Math.Min(Never, sequence.LeastFrom[i + 1] + Least(sequence.Symbols[i]));
        }

        return _least[Start] < Never;
    }

    private int Least(Sequence sequence) => (int)Math.Min(Never, sequence.Symbols.Sum(symbol => (long)Least(symbol)));

    private int Least(Symbol symbol) => symbol.Bytes is null ? _least[symbol.Rule] : 1;

    /// <summary>One of a set of bytes, or whatever a rule stands for.</summary>
    internal readonly struct Symbol
    {
        public Symbol(int rule) => Rule = rule;

        public Symbol(Func<byte, bool> contains) => Bytes = [.. Enumerable.Range(0, 256).Select(b => contains((byte)b))];

        /// <summary>For each byte whether it is of the set; null for a rule.</summary>
        public bool[]? Bytes { get; }

        public int Rule { get; }
    }

    /// <summary>Symbols that follow each other.</summary>
    internal sealed class Sequence(Symbol[] symbols)
    {
        public Symbol[] Symbols { get; } = symbols;

        /// <summary>How many bytes the symbols from each on need at least.</summary>
        public int[] LeastFrom { get; } = new int[symbols.Length + 1];
    }
}
