namespace VerifyTests;

public class VerifyResult
{
    internal VerifyResult(string text) => Text = text;

    public string Text { get; }
}
