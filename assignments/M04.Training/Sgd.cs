using System.Text;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.M04;

/// <summary>Stochastic gradient descent with momentum.</summary>
/// <remarks>
/// Sutskever et al. 2013, §2, eq. 1 and 2. With g the gradient plus λ·θ: v ← μ·v + g, which is g at the first step; θ ← θ − η·v. Differs: η is
/// outside of v, as in PyTorch, so that a change of the rate works at once. The decay is part of the gradient here (L2), not decoupled.
/// </remarks>
public sealed class Sgd : IOptimizer
{
    /// <summary>Creates the optimizer. It lives on its own: dispose scopes do not end it.</summary>
    /// <param name="parameters">The parameters, each once, at least one; changed in place by <see cref="Step"/>.</param>
    /// <param name="learningRate">η, at least 0 and finite.</param>
    /// <param name="momentum">μ, from 0 (the default) to below 1.</param>
    /// <param name="weightDecay">λ, at least 0. The default is 0.</param>
    /// <exception cref="ArgumentException">There is no parameter, one is given twice, or a number is out of its range.</exception>
    [Exercise("M04.E4")]
    public Sgd(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double weightDecay = 0)
    {
        // TODO M04.E4: check the arguments and keep them.
        throw new NotImplementedException("M04.E4: check the arguments and keep them.");
    }

    /// <inheritdoc/>
    public double LearningRate { get; set; }

    /// <inheritdoc/>
    [Exercise("M04.E4")]
    public void Step()
    {
        // TODO M04.E4: for each parameter with a gradient: add the decay, update the velocity, move.
        throw new NotImplementedException("M04.E4: for each parameter with a gradient: add the decay, update the velocity, move.");
    }

    /// <inheritdoc/>
    [Exercise("M04.E4")]
    public void ZeroGrad()
    {
        // TODO M04.E4: set the gradient of every parameter to null.
        throw new NotImplementedException("M04.E4: set the gradient of every parameter to null.");
    }

    /// <inheritdoc/>
    [Exercise("M04.E4")]
    public void SaveState(Stream stream)
    {
        // TODO M04.E4: write what tells this state from others, and the velocity of each parameter that has one.
        throw new NotImplementedException("M04.E4: write what tells this state from others, and the velocity of each parameter that has one.");
    }

    /// <inheritdoc/>
    [Exercise("M04.E4")]
    public void LoadState(Stream stream)
    {
        // TODO M04.E4: read everything, and only then change anything.
        throw new NotImplementedException("M04.E4: read everything, and only then change anything.");
    }

    /// <summary>Frees the velocities; the parameters stay.</summary>
    [Exercise("M04.E4")]
    public void Dispose()
    {
        // TODO M04.E4: dispose of the tensors that this object has made.
        throw new NotImplementedException("M04.E4: dispose of the tensors that this object has made.");
    }
}
