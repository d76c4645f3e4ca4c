namespace LLMCourse.M12;

/// <summary>Which model serves now. Safe for use by several threads.</summary>
/// <param name="first">The model that serves first.</param>
public sealed class ActiveModel(ServedModel first)
{
    private volatile ServedModel _current = first;

    /// <summary>Gets or sets the model; it may be another one each time that it is read.</summary>
    public ServedModel Current
    {
        get => _current;
        set => _current = value;
    }
}
