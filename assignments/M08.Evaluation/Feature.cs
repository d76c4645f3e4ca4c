namespace LLMCourse.M08;

/// <summary>One property of all items: a column of labels or of numbers. Given; there is nothing to do here.</summary>
public sealed class Feature
{
    private Feature(string name, IReadOnlyList<string>? labels, IReadOnlyList<double>? numbers)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (Name, Labels, Numbers) = (name, labels, numbers);
    }

    /// <summary>Gets the name, such as <c>language</c> or <c>length</c>.</summary>
    public string Name { get; }

    /// <summary>Gets each item's label; null for a feature of numbers.</summary>
    public IReadOnlyList<string>? Labels { get; }

    /// <summary>Gets each item's number; null for a feature of labels.</summary>
    public IReadOnlyList<double>? Numbers { get; }

    /// <summary>Gets the number of items.</summary>
    public int Count => Labels?.Count ?? Numbers!.Count;

    /// <summary>Makes a feature of labels.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="labels">A label for each item.</param>
    /// <exception cref="ArgumentException">The name is blank.</exception>
    public static Feature Categorical(string name, IReadOnlyList<string> labels) => new(name, labels ?? throw new ArgumentNullException(nameof(labels)), null);

    /// <summary>Makes a feature of numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="numbers">A finite number for each item.</param>
    /// <exception cref="ArgumentException">The name is blank, or a number is NaN or infinite.</exception>
    public static Feature Numeric(string name, IReadOnlyList<double> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        if (!numbers.All(double.IsFinite)) throw new ArgumentException($"A number of {name} is NaN or infinite.", nameof(numbers));
        return new Feature(name, null, numbers);
    }
}
