namespace LLMCourse.Reference.Storage;

/// <summary>The named values of a GGUF file, each behind the number of its type (the specification's
/// <c>gguf_metadata_value_type</c>).</summary>
internal sealed class GgufValues
{
    private const uint UInt32 = 4, Int32 = 5, Float32 = 6, Bool = 7, Text = 8, Array = 9;

    private readonly GgufBuffer _bytes = new();

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.Bytes;

    public void Add(string key, int value)
    {
        Begin(key, UInt32);
        _bytes.Add(checked((uint)value));
    }

    public void Add(string key, float value)
    {
        Begin(key, Float32);
        _bytes.Add(value);
    }

    public void Add(string key, bool value)
    {
        Begin(key, Bool);
        _bytes.Add([(byte)(value ? 1 : 0)]);
    }

    public void Add(string key, string value)
    {
        Begin(key, Text);
        _bytes.Add(value);
    }

    public void Add(string key, IReadOnlyCollection<string> values)
    {
        Begin(key, Array);
        _bytes.Add(Text);
        _bytes.Add((long)values.Count);
        foreach (string value in values)
            _bytes.Add(value);
    }

    public void Add(string key, IReadOnlyCollection<int> values)
    {
        Begin(key, Array);
        _bytes.Add(Int32);
        _bytes.Add((long)values.Count);
        foreach (int value in values)
            _bytes.Add(unchecked((uint)value));
    }

    private void Begin(string key, uint type)
    {
        Count++;
        _bytes.Add(key);
        _bytes.Add(type);
    }
}
