using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.M04;

/// <summary>What happens around a step: the learning rate, the size of the gradient, and batches that do not fit in memory.</summary>
public static class Schedule
{
    /// <summary>Gives the learning rate of a step: a linear warm-up, half a cosine down to the least rate, and the least rate from then on.</summary>
    /// <param name="iteration">The step t, counted from 0.</param>
    /// <param name="highest">The rate at the end of the warm-up, at least <paramref name="lowest"/>.</param>
    /// <param name="lowest">The rate at the end, at least 0.</param>
    /// <param name="warmup">Steps w of the warm-up, at least 0.</param>
    /// <param name="total">The step T at which the cosine ends, at least <paramref name="warmup"/>.</param>
    /// <returns>
    /// highest·t/w for t &lt; w; lowest + ½·(1 + cos(π·(t − w)/(T − w)))·(highest − lowest) for w ≤ t &lt; T; lowest for t ≥ T.
    /// </returns>
    /// <exception cref="ArgumentException">An argument is not as above.</exception>
    /// <remarks>Loshchilov and Hutter 2017, eq. 5, without restarts (<see href="https://arxiv.org/abs/1608.03983"/>).</remarks>
    [Exercise("M04.E5", Title = "Schedule, clipping, accumulation", Weight = 1)]
    public static double CosineLr(long iteration, double highest, double lowest, long warmup, long total)
    {
        // TODO M04.E5: check the arguments, then one of the three formulas.
        throw new NotImplementedException("M04.E5: check the arguments, then one of the three formulas.");
    }

    /// <summary>Scales all gradients together so that their common norm is at most a given one.</summary>
    /// <param name="parameters">The parameters; those without a gradient do not count, and one that is listed twice counts once. The gradients are changed in place.</param>
    /// <param name="maxNorm">The largest norm M, above 0.</param>
    /// <returns>The norm ‖g‖ before, √(Σ of all squares); 0 when there is no gradient.</returns>
    /// <exception cref="ArgumentException"><paramref name="maxNorm"/> is not above 0.</exception>
    /// <remarks>
    /// Pascanu et al. 2013, algorithm 1 (<see href="https://arxiv.org/abs/1211.5063"/>): g ← g·M/(‖g‖ + 1e-6) where that factor is below 1.
    /// A norm that is infinite or not a number is returned, and the gradients stay as they are: the caller leaves the step out.
    /// </remarks>
    [Exercise("M04.E5")]
    public static double ClipGradNorm(IEnumerable<Parameter> parameters, double maxNorm)
    {
        // TODO M04.E5: one norm over all gradients, then the same factor for all.
        throw new NotImplementedException("M04.E5: one norm over all gradients, then the same factor for all.");
    }

    /// <summary>Adds the gradient of a batch's mean loss to the parameters, a part of the batch at a time.</summary>
    /// <param name="x">Inputs, first axis B.</param>
    /// <param name="y">Targets, first axis B.</param>
    /// <param name="parts">The number k of micro-batches, from 1 to B; no more than ⌈B/k⌉ rows are given to <paramref name="meanLoss"/> at once.</param>
    /// <param name="meanLoss">Gives the mean loss over the rows that it gets, a scalar with a graph.</param>
    /// <returns>The mean loss over all B rows.</returns>
    /// <exception cref="ArgumentException">x and y have different numbers of rows, or <paramref name="parts"/> is not from 1 to B.</exception>
    /// <remarks>
    /// The parts need not be equally large, so that each counts by its rows. The result is that of one batch only while the loss is a mean over
    /// rows: nothing in the model may look at other rows, and no position may be ignored unevenly. What a part has made is disposed before
    /// the next one begins, so that memory holds the activations of one.
    /// </remarks>
    [Exercise("M04.E5")]
    public static double Accumulate(Tensor x, Tensor y, int parts, Func<Tensor, Tensor, Tensor> meanLoss)
    {
        // TODO M04.E5: cut the rows into k parts; for each, backward of its mean loss times its share of the rows.
        throw new NotImplementedException("M04.E5: cut the rows into k parts; for each, backward of its mean loss times its share of the rows.");
    }
}
