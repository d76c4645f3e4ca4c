using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M11;

/// <summary>Translates sentences with a trained model.</summary>
public sealed class Translator
{

    /// <summary>Makes a translator.</summary>
    /// <param name="model">The model; it stays the caller's.</param>
    /// <param name="vocabulary">The words that it was trained with, as many as the model has.</param>
    /// <exception cref="ArgumentException">The vocabulary is of another size than the model's.</exception>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public Translator(TranslatorModel model, WordVocabulary vocabulary)
    {
        // TODO M11.E3: check the sizes and keep what is given.
        throw new NotImplementedException("M11.E3: check the sizes and keep what is given.");
    }

    /// <summary>Translates sentences, all of them together: each as it would be alone.</summary>
    /// <param name="sentences">The sentences as words, each at least one; none gives none.</param>
    /// <param name="options">How wide and long is searched.</param>
    /// <returns>A translation of each. It never has a special word: <see cref="WordVocabulary.Pad"/>, <see cref="WordVocabulary.Begin"/> and
    /// <see cref="WordVocabulary.Unknown"/> are left out of the search, and so are ids beyond the vocabulary that the sentence itself does not have.</returns>
    /// <exception cref="ArgumentException">A sentence has no words, or an option is out of range.</exception>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public IReadOnlyList<Translation> Translate(IReadOnlyList<IReadOnlyList<string>> sentences, BeamOptions options)
    {
        // TODO M11.E3: encode once, search with the rows of each step's sentences, and write ids from V on as the source's own words.
        throw new NotImplementedException("M11.E3: encode once, search with the rows of each step's sentences, and write ids from V on as the source's own words.");
    }
}
