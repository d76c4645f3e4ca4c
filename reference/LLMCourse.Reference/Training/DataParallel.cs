using System.Collections.Concurrent;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Training;

/// <summary>Computes the gradients of a batch in parts, each on a thread of its own: data parallelism within one process.</summary>
/// <remarks>
/// An operator on a small batch lasts some microseconds, about as long as waking the threads that could share it. A part of the batch for
/// each thread keeps all of them busy from the first operator to the last, and they meet once. Gradients are added in the order of the
/// parts, whichever is done first, so that a run can be repeated bit by bit.
/// </remarks>
public sealed class DataParallel : IDisposable
{
    private readonly Gpt _model;
    private readonly Parameter[] _parameters, _receivers;
    private readonly int _processThreads = get_num_threads();
    private readonly BlockingCollection<Task>[] _work;
    private readonly Thread[] _threads;

    /// <summary>Starts the threads.</summary>
    /// <param name="model">The model that the loss is of, on the CPU and without dropout; all
    /// threads share it, and it stays the caller's.</param>
    /// <param name="receiver">The model that the gradients go to: the same, or one of the same shape in another type.</param>
    /// <param name="size">The number of parts, at least 2.</param>
    /// <exception cref="ArgumentException">The model is on another device or has dropout, or the number is below 2.</exception>
    public DataParallel(Gpt model, Gpt receiver, int size)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2);
        RequireDivisible(model);
        _model = model;
        _parameters = [.. model.parameters().Where(parameter => parameter.requires_grad)];
        _receivers = [.. receiver.parameters().Where(parameter => parameter.requires_grad)];
        _work = [.. Enumerable.Range(0, size).Select(_ => new BlockingCollection<Task>())];
        _threads = [.. _work.Select((work, i) => new Thread(() => Serve(work)) { IsBackground = true, Name = $"Part {i} of a batch" })];
        foreach (Thread thread in _threads)
            thread.Start();
    }

    /// <summary>Adds the gradients of a batch's mean loss to the receiver's. Until <see cref="RestoreThreads"/>,
    /// operators have only a part's threads.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c>, with B at least the number of parts.</param>
    /// <param name="targets">The token after each, int64 <c>[B, T]</c>.</param>
    /// <param name="factor">What the gradients are multiplied by.</param>
    /// <returns>The batch's mean loss.</returns>
    /// <exception cref="ArgumentException">There are fewer windows than parts, or as for <see cref="Gpt.Loss"/>.</exception>
    public double AddGradients(Tensor ids, Tensor targets, double factor)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(targets);
        if (ids.ndim != 2 || ids.shape[0] < _threads.Length)
            throw new ArgumentException(
                $"ids has shape {Shapes.Text(ids)}; it must be [B, T] with B at least {_threads.Length}, a window for every part.",
                nameof(ids));

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Task<Part>[] tasks = [.. Enumerable.Range(0, _threads.Length).Select(i => new Task<Part>(() => Compute(ids, targets, i, factor)))];
        foreach ((Task<Part> task, BlockingCollection<Task> work) in tasks.Zip(_work))
            work.Add(task);
        Task all = Task.WhenAll(tasks);
        all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        foreach (Task<Part> task in tasks.Where(task => task.IsCompletedSuccessfully))
            scope.Attach(task.Result.Gradients.AsEnumerable<IDisposable>());

        Part[] parts = [.. tasks.Select(task => task.GetAwaiter().GetResult())]; // the first part's exception, as it was thrown
        for (int i = 0; i < _receivers.Length; i++)
        {
            Tensor sum = parts[0].Gradients[i].to(_receivers[i].dtype).add(parts[1].Gradients[i]);
            foreach (Part part in parts.AsSpan(2))
                _ = sum.add_(part.Gradients[i]);
            if (_receivers[i].grad is { } earlier)
                _ = earlier.add_(sum);
            else
                _receivers[i].grad = sum.contiguous();
        }

        return parts.Sum(part => part.Loss);
    }

    /// <summary>Gives operators the threads again that they had when this was made.</summary>
    public void RestoreThreads() => set_num_threads(_processThreads);

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        foreach (BlockingCollection<Task> work in _work)
            work.CompleteAdding();
        foreach (Thread thread in _threads)
            thread.Join();
        foreach (BlockingCollection<Task> work in _work)
            work.Dispose();
    }

    /// <summary>Refuses a model whose batches cannot be computed in parts.</summary>
    internal static void RequireDivisible(Gpt model)
    {
        if (model.Config.Dropout > 0)
            throw new ArgumentException(
                "The model has dropout, for which the threads would draw from one generator in any order, so that the run could not be repeated. Set either dropout to 0 or the number of parts to 1.", nameof(model));
        Device device = model.parameters().First().device;
        if (device.type != TorchSharp.DeviceType.CPU)
            throw new ArgumentException(
                $"The model is on {device}, and the parts of a batch are for the cores of a CPU. Set their number to 1.", nameof(model));
    }

    private static void Serve(BlockingCollection<Task> work)
    {
        foreach (Task task in work.GetConsumingEnumerable())
            task.RunSynchronously(); // keeps what it throws
    }

    private Part Compute(Tensor ids, Tensor targets, int part, double factor)
    {
        set_num_threads(Math.Max(1, _processThreads / _threads.Length));
        using var scope = NewDisposeScope();
        long batch = ids.shape[0], first = batch * part / _threads.Length, count = (batch * (part + 1) / _threads.Length) - first;
        double share = count / (double)batch;
        Tensor loss = _model.Loss(ids.narrow(0, first, count), targets.narrow(0, first, count));
        IList<Tensor> gradients = autograd.grad([loss.mul(share * factor)], _parameters);
        return new Part(loss.to(ScalarType.Float64).item<double>() * share,
            [.. gradients.Select(gradient => gradient.DetachFromDisposeScope())]);
    }

    /// <summary>A part's share of the mean loss, and the gradients by every parameter, which belong to whoever takes them.</summary>
    private sealed record Part(double Loss, Tensor[] Gradients);
}
