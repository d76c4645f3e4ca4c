using System.Globalization;

namespace LLMCourse.M11;

/// <summary>A value of a program: an integer, or a list of integers. It never changes.</summary>
public sealed class Value : IEquatable<Value>
{
    private readonly long[]? _items;

    /// <summary>Makes an integer.</summary>
    /// <param name="integer">The integer.</param>
    public Value(long integer) => Integer = integer;

    /// <summary>Makes a list.</summary>
    /// <param name="items">Its integers; they are copied.</param>
    public Value(ReadOnlySpan<long> items) => _items = items.ToArray();

    /// <summary>Gets a value indicating whether this is a list.</summary>
    public bool IsList => _items is not null;

    /// <summary>Gets the integer; 0 for a list.</summary>
    public long Integer { get; }

    /// <summary>Gets the integers of the list; empty for an integer.</summary>
    public ReadOnlySpan<long> Items => _items;

    /// <summary>Makes a list.</summary>
    /// <param name="items">Its integers.</param>
    /// <returns>The list.</returns>
    public static Value List(params long[] items) => new(items.AsSpan());

    /// <inheritdoc/>
    public bool Equals(Value? other) => other is not null && IsList == other.IsList && Integer == other.Integer && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Value);

    /// <inheritdoc/>
    public override int GetHashCode() => _items is null ? Integer.GetHashCode() : _items.Length;

    /// <summary>Writes the value as a program would.</summary>
    /// <returns>For example <c>-3</c> or <c>[1, 2]</c>.</returns>
    public override string ToString() => _items is null
        ? Integer.ToString(CultureInfo.InvariantCulture)
        : $"[{string.Join(", ", _items.Select(item => item.ToString(CultureInfo.InvariantCulture)))}]";
}
