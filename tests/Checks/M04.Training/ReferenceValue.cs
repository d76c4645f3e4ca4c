namespace LLMCourse.Checks.M04;

/// <summary>What a submission's engine is timed against: graph nodes with a mark, and an order by
/// depth-first search without recursion.</summary>
internal sealed class ReferenceValue
{
    private readonly ReferenceValue? _left, _right;
    private readonly double _leftSlope, _rightSlope;
    private bool _visited;

    private ReferenceValue(double data, ReferenceValue? left, double leftSlope, ReferenceValue? right, double rightSlope) =>
        (Data, _left, _leftSlope, _right, _rightSlope) = (data, left, leftSlope, right, rightSlope);

    public double Data { get; }

    public double Grad { get; private set; }

    public static ReferenceValue Leaf(double data) => new(data, null, 0, null, 0);

    public ReferenceValue Plus(ReferenceValue other) => new(Data + other.Data, this, 1, other, 1);

    public ReferenceValue Times(ReferenceValue other) => new(Data * other.Data, this, other.Data, other, Data);

    public void Backward()
    {
        List<ReferenceValue> order = [];
        Stack<(ReferenceValue Node, bool Done)> open = new([(this, false)]);
        while (open.TryPop(out (ReferenceValue Node, bool Done) at))
        {
            if (at.Done)
            {
                order.Add(at.Node);
                continue;
            }

            if (at.Node._visited) continue;
            at.Node._visited = true;
            open.Push((at.Node, true));
            if (at.Node._left is { _visited: false } left) open.Push((left, false));
            if (at.Node._right is { _visited: false } right) open.Push((right, false));
        }

        Grad = 1;
        for (int i = order.Count - 1; i >= 0; i--)
        {
            ReferenceValue node = order[i];
            if (node._left is not null) node._left.Grad += node.Grad * node._leftSlope;
            if (node._right is not null) node._right.Grad += node.Grad * node._rightSlope;
        }
    }
}
