using System.Text.Json;

namespace LLMCourse.M11;

/// <summary>Takes from a model's reply what its document really says.</summary>
public static class Extractor
{
    /// <summary>Checks each value of a reply against the document, and brings it into one form.</summary>
    /// <remarks>
    /// <b>Evidence.</b> A value stands where the document has the same words: capital and small letters are the same (ordinal), and so is any run
    /// of white space; white space at its ends does not count. It must be whole: where its first or last character is a letter or digit,
    /// the character beyond is neither; and where it is a digit, what is beyond is not a <c>.</c> or <c>,</c> with another digit behind it. The first such place counts.
    /// <para><b>Value.</b> The words of the document at that place, not of the reply, are read by <see cref="Normalizer"/>: text with each run of white
    /// space as one space; an integer (a number without a fraction that fits 64 bits) or a decimal, written by <see cref="Normalizer.Write"/>; a day; a
    /// quantity in the field's unit, written alike; a choice as the schema spells it.</para>
    /// <para><b>Null.</b> Where the reply has null, or, for anything but a choice, nothing but white space, where the document does not have the words, or where they
    /// cannot be read, the value is null, and nothing is put in its place. The last two are problems; the first is one of a required field.</para>
    /// </remarks>
    /// <param name="document">The document.</param>
    /// <param name="reply">What a model wrote: a JSON object as <see cref="SchemaConstraint"/> lets it through, white space and the order of keys aside.</param>
    /// <param name="fields">The schema.</param>
    /// <param name="options">How the document is read; null: the defaults.</param>
    /// <returns>The values and problems.</returns>
    /// <exception cref="FormatException">The reply is not JSON, its keys are not the fields, each once, a value is neither a string nor null, or a
    /// choice is none of the field's. Lengths are not looked at.</exception>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public static ExtractionResult Extract(string document, string reply, IReadOnlyList<ExtractionField> fields, ExtractionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(fields);
        options ??= new ExtractionOptions();
        // TODO M11.E6: for each field find the reply's words in the document, read what stands there, and say why where there is nothing.
        throw new NotImplementedException("M11.E6: for each field find the reply's words in the document, read what stands there, and say why where there is nothing.");
    }
}
