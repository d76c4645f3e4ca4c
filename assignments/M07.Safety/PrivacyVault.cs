
namespace LLMCourse.M07;

/// <summary>Takes the personal data out of texts and can put it back: a model sees tokens, the user sees values.</summary>
public sealed class PrivacyVault
{

    /// <summary>Replaces what <see cref="Redactor.Mask"/> would mask by numbered tokens: <c>|||EMAIL_ADDRESS_1|||</c>.</summary>
    /// <remarks>
    /// Each kind counts from 1, in the order in which its values are first hidden in this vault. The same value, to the letter, gets the
    /// same token again. A text may have
    /// tokens of its own, or parts of them, which somebody wrote there to be shown another's data: <see cref="Reveal"/> gives back every
    /// text that was hidden as it was,
    /// so that these have to be written in another way. How is left to you; a text without <c>|||</c> has no more changed in it than its
    /// values.
    /// </remarks>
    /// <param name="text">The text.</param>
    /// <returns>The text with tokens.</returns>
    [Exercise("M07.E1")]
    public string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M07.E1: number the values that are found, remember which token stands for which, and write what reads as a token differently.
        throw new NotImplementedException("M07.E1: number the values that are found, remember which token stands for which, and write what reads as a token differently.");
    }

    /// <summary>Puts the values back in the place of this vault's tokens.</summary>
    /// <param name="text">A text with tokens, such as a model's reply to a hidden one. Read from the left.</param>
    /// <returns>The text with values; tokens that this vault never wrote stay as they are.</returns>
    [Exercise("M07.E1")]
    public string Reveal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M07.E1: replace each token that was handed out, in one pass, so that no value is read for tokens again.
        throw new NotImplementedException("M07.E1: replace each token that was handed out, in one pass, so that no value is read for tokens again.");
    }
}
