using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M12;

/// <summary>A net that reads words in order and says which class a text belongs to. What is inside is up to you.</summary>
/// <remarks>The solution's is the smallest of those in Kim 2014, <see href="https://arxiv.org/abs/1408.5882"/>, §2: one convolution over word vectors and the maximum over time.</remarks>
public sealed class NetPredictor : IDisposable
{

    /// <summary>Trains a net on the CPU. The same rows and the same seed give the same net, bit for bit; the global random generator is left alone.</summary>
    /// <param name="rows">What to learn from, of at least two classes; at most some thousand notices of at most some hundred words.</param>
    /// <param name="seed">Where all random numbers come from.</param>
    /// <returns>A predictor that the caller disposes. Training on 1,200 notices takes less than 8 seconds.</returns>
    /// <exception cref="ArgumentException">The rows have fewer than two classes.</exception>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public static NetPredictor Train(IReadOnlyList<LabelledText> rows, ulong seed)
    {
        // TODO M12.E3: collect classes and words, initialise from a generator of your own, then a few passes over shuffled batches with AdamW.
        throw new NotImplementedException("M12.E3: collect classes and words, initialise from a generator of your own, then a few passes over shuffled batches with AdamW.");
    }

    /// <summary>Computes the logits of texts, each as if it were alone: what else is in the list changes them by rounding alone.</summary>
    /// <param name="texts">At least one text; empty ones and unknown words are fine.</param>
    /// <returns>Float32 <c>[B, classes]</c>, the classes in ordinal order, without a gradient; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">There are no texts.</exception>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public Tensor Logits(IReadOnlyList<string> texts)
    {
        // TODO M12.E3: texts to ids with padding, and the net under no_grad, so that padding has no part in the result.
        throw new NotImplementedException("M12.E3: texts to ids with padding, and the net under no_grad, so that padding has no part in the result.");
    }

    /// <summary>Predicts the class of the greatest logit for each text; of equal ones, the first class.</summary>
    /// <param name="texts">The texts; may be none.</param>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public IReadOnlyList<string> Predict(IReadOnlyList<string> texts)
    {
        // TODO M12.E3: the class of the greatest logit of each text.
        throw new NotImplementedException("M12.E3: the class of the greatest logit of each text.");
    }

    /// <summary>Writes everything that <see cref="Load"/> needs.</summary>
    /// <returns>Bytes. The same net gives the same bytes.</returns>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public byte[] Save()
    {
        // TODO M12.E3: classes, words and parameters, in a fixed order, with a hash of them in front.
        throw new NotImplementedException("M12.E3: classes, words and parameters, in a fixed order, with a hash of them in front.");
    }

    /// <summary>Makes the net that was saved: its logits are those of the saved one, bit for bit.</summary>
    /// <param name="bytes">What <see cref="Save"/> wrote, perhaps in another process.</param>
    /// <returns>A predictor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The bytes are not what <see cref="Save"/> wrote: cut off, longer, or one of them changed.</exception>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public static NetPredictor Load(byte[] bytes)
    {
        // TODO M12.E3: check the hash first, then read in the order in which Save writes.
        throw new NotImplementedException("M12.E3: check the hash first, then read in the order in which Save writes.");
    }

    /// <summary>Disposes the parameters; twice does no harm.</summary>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public void Dispose()
    {
        // TODO M12.E3: dispose what the predictor owns.
        throw new NotImplementedException("M12.E3: dispose what the predictor owns.");
    }
}
