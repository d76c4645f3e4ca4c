namespace LLMCourse.M04;

/// <summary>Orders the nodes of a computation.</summary>
public static class Topology
{
    /// <summary>Lists everything that a node was computed from so that each comes after all of its own inputs; the node itself is last.</summary>
    /// <typeparam name="T">The nodes; two are the same when they are the same object.</typeparam>
    /// <param name="root">The node to begin at.</param>
    /// <param name="inputs">Gives a node's inputs; a node may be listed twice, as in x·x.</param>
    /// <returns>Every node that can be reached, once. Read backwards, a node comes before all of its inputs: the order for gradients.</returns>
    /// <exception cref="ArgumentException"><paramref name="root"/> or <paramref name="inputs"/> is null.</exception>
    /// <remarks>
    /// Depth-first search, Cormen et al., <i>Introduction to Algorithms</i>, §20.4. A chain of 10,000 nodes is nothing unusual (a recurrent
    /// network has one), so the search must not recurse: the stack of a thread holds a few thousand calls and ends the process when it overflows.
    /// </remarks>
    [Exercise("M04.E1", Title = "A scalar and tensor autograd engine", Weight = 4)]
    public static IReadOnlyList<T> Order<T>(T root, Func<T, IReadOnlyList<T>> inputs)
        where T : class
    {
        // TODO M04.E1: depth-first search with a stack of your own; add a node to the list when all of its inputs are in it.
        throw new NotImplementedException("M04.E1: depth-first search with a stack of your own; add a node to the list when all of its inputs are in it.");
    }
}
