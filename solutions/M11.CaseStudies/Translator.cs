using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M11;

/// <summary>Translates sentences with a trained model.</summary>
public sealed class Translator
{
    #region Solution
    private readonly TranslatorModel _model;
    private readonly WordVocabulary _vocabulary;
    #endregion

    /// <summary>Makes a translator.</summary>
    /// <param name="model">The model; it stays the caller's.</param>
    /// <param name="vocabulary">The words that it was trained with, as many as the model has.</param>
    /// <exception cref="ArgumentException">The vocabulary is of another size than the model's.</exception>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public Translator(TranslatorModel model, WordVocabulary vocabulary)
    {
        // TODO M11.E3: check the sizes and keep what is given.
        #region Solution
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (vocabulary.Count != model.VocabularySize)
            throw new ArgumentException($"vocabulary has {vocabulary.Count} ids, but the model has {model.VocabularySize}.", nameof(vocabulary));
        (_model, _vocabulary) = (model, vocabulary);
        #endregion
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
        #region Solution
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(options);
        if (sentences.Count == 0)
            return [];
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        TranslationBatch batch = TranslationBatch.From([.. sentences.Select(words => new SentencePair(words, []))], _vocabulary);
        Tensor memory = _model.Encode(batch.Source, batch.SourceMask);
        Tensor isForbidden = Forbidden(batch);
        Tensor Next(Tensor prefixes, IReadOnlyList<int> rows)
        {
            Tensor chosen = tensor([.. rows.Select(row => (long)row)]), mask = batch.SourceMask[chosen];
            // The model has never seen an id beyond its vocabulary: what it has copied is an unknown word to it.
            Tensor input = prefixes.masked_fill(prefixes.ge(_vocabulary.Count), WordVocabulary.Unknown);
            (Tensor logits, Tensor gate, Tensor scores) = _model.Decode(input, memory[chosen], mask);
            long last = prefixes.shape[1] - 1;
            Tensor mixed = PointerHead.Mix(logits.narrow(1, last, 1), gate.narrow(1, last, 1), scores.narrow(1, last, 1), batch.Copies[chosen], mask, batch.Extra);
            return mixed.squeeze(1).masked_fill(isForbidden[chosen], double.NegativeInfinity);
        }

        IReadOnlyList<BeamHypothesis> found = BeamTranslator.Search(Next, sentences.Count, options);
        return [.. found.Select((best, i) => new Translation([.. best.Tokens.Select(id => Word(id, batch.UnknownWords[i]))], best.Score, best.IsFinished))];
        #endregion
    }

    #region Solution
    private Tensor Forbidden(TranslationBatch batch)
    {
        bool[,] forbidden = new bool[batch.UnknownWords.Count, _vocabulary.Count + batch.Extra];
        for (int i = 0; i < batch.UnknownWords.Count; i++)
        {
            forbidden[i, WordVocabulary.Pad] = forbidden[i, WordVocabulary.Begin] = forbidden[i, WordVocabulary.Unknown] = true;
            for (int id = _vocabulary.Count + batch.UnknownWords[i].Count; id < _vocabulary.Count + batch.Extra; id++)
                forbidden[i, id] = true;
        }

        return tensor(forbidden);
    }

    private string Word(int id, IReadOnlyList<string> unknown) => id < _vocabulary.Count ? _vocabulary.WordOf(id) : unknown[id - _vocabulary.Count];
    #endregion
}
