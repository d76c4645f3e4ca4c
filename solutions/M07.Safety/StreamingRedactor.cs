namespace LLMCourse.M07;

/// <summary>Masks a text that comes in pieces, such as a model's reply while it is written.</summary>
public sealed class StreamingRedactor
{
    #region Solution
    private string _held = "";
    private char _before;
    #endregion

    /// <summary>Takes the next piece of the text.</summary>
    /// <remarks>
    /// All that was shown, and what <see cref="Flush"/> returns, is together what <see cref="Redactor.Mask"/> makes of the whole text,
    /// wherever it was cut. Of what was written, at most
    /// a word of <see cref="Redactor.LongestWord"/> characters, the 48 before it and the punctuation in front of those are held back at any time; at the end of a line nothing; in prose, which has neither
    /// digits nor colons nor brackets, no more than the last word.
    /// </remarks>
    /// <param name="chunk">The piece; may be empty, and may end within a surrogate pair.</param>
    /// <returns>What can be shown: no later piece can change it.</returns>
    [Exercise("M07.E1")]
    public string Write(string chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        // TODO M07.E1: put the piece behind what is held back, mask as far as it is decided, and hold the rest back.
        #region Solution
        _held += chunk;
        return Show(isEnd: false);
        #endregion
    }

    /// <summary>Ends the text. What is written afterwards is another one.</summary>
    /// <returns>What was held back, masked.</returns>
    [Exercise("M07.E1")]
    public string Flush()
    {
        // TODO M07.E1: mask what is held back; nothing follows it.
        #region Solution
        string shown = Show(isEnd: true);
        _before = '\0';
        return shown;
        #endregion
    }

    #region Solution
    private string Show(bool isEnd)
    {
        List<Redactor.Found> found = Redactor.Find(_held, _before, isEnd, out int decided);
        string shown = Redactor.Replace(_held[..decided], found);
        if (decided > 0) _before = _held[decided - 1];
        _held = _held[decided..];
        return shown;
    }
    #endregion
}
