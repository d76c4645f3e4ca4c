namespace LLMCourse.M11;

/// <summary>Runs programs that nobody has read: they reach nothing but their input, and end in time.</summary>
/// <remarks>The language, its grammar and its errors are in the handout. It has no way to read or write anything, so what is left to
/// guard are time, memory and the stack.</remarks>
public static class Evaluator
{
    /// <summary>Calls a program's <c>main</c>.</summary>
    /// <remarks>
    /// <b>Steps.</b> Each time an expression or a statement begins is one step; a block is none by itself, nor is the next round of a
    /// loop. <b>Depth.</b> As many expressions and statements as have begun and not ended; the body of a function runs within the call.
    /// <b>Cells.</b> A list of n integers costs n + 1 when the program makes it, by <c>[…]</c> or <c>+</c>; nothing is given back, and the
    /// input is free. A step, a level or a list beyond its limit is not made and not counted. Where an expression would exceed both
    /// steps and depth, it is the steps. The cancellation is looked at before the first step, and at least every 1,024 steps.
    /// </remarks>
    /// <param name="program">The text of the program.</param>
    /// <param name="input">The values of <c>main</c>'s parameters.</param>
    /// <param name="limits">What the run may use up; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>The value or the error, with what the run has used.</returns>
    /// <exception cref="ArgumentException">A limit is out of its range, or an argument or an input is null.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M11.E4", Title = "Code generation with execution", Weight = 4)]
    public static RunResult Run(string program, IReadOnlyList<Value> input, EvaluatorLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(input);
        limits ??= new EvaluatorLimits();
        // TODO M11.E4: parse, call main, and count each step, level and cell before it is made; any ScriptException becomes the result's error.
        #region Solution
        if (input.Any(value => value is null))
            throw new ArgumentException("input has a null; give values.", nameof(input));
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.MaxSteps, 1, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfNegative(limits.MaxCells, nameof(limits));
        if (limits.MaxDepth is < 1 or > EvaluatorLimits.GreatestDepth)
            throw new ArgumentOutOfRangeException(nameof(limits), limits.MaxDepth, $"MaxDepth must be from 1 to {EvaluatorLimits.GreatestDepth}.");
        cancellationToken.ThrowIfCancellationRequested();
        Machine machine = new(limits, cancellationToken);
        try
        {
            Value value = machine.Main(ScriptParser.Parse(program), input);
            return new RunResult(value, null, machine.Steps, machine.Cells);
        }
        catch (ScriptException e)
        {
            return new RunResult(null, e.Error, machine.Steps, machine.Cells);
        }
        #endregion
    }

    #region Solution
    /// <summary>The variables of a block, and the block around it.</summary>
    private sealed class Scope(Scope? outer)
    {
        private Dictionary<string, Value>? _values;

        public void Let(string name, Value value) => (_values ??= new(StringComparer.Ordinal))[name] = value;

        public Value? Find(string name) => _values is not null && _values.TryGetValue(name, out Value? value) ? value : outer?.Find(name);

        public bool Assign(string name, Value value)
        {
            if (_values is null || !_values.ContainsKey(name)) return outer is not null && outer.Assign(name, value);
            _values[name] = value;
            return true;
        }
    }

    private sealed class Machine(EvaluatorLimits limits, CancellationToken cancellationToken)
    {
        private static readonly Value False = new(0), True = new(1);

        private IReadOnlyDictionary<string, Function> _functions = new Dictionary<string, Function>();
        private int _depth;

        public long Steps { get; private set; }

        public long Cells { get; private set; }

        public Value Main(IReadOnlyDictionary<string, Function> functions, IReadOnlyList<Value> input)
        {
            _functions = functions;
            if (!functions.TryGetValue("main", out Function? main))
                throw Error(ScriptErrorKind.UnknownName, 1, 1, "main");
            return main.Parameters.Count == input.Count ? Call(main, input) : throw Error(ScriptErrorKind.WrongCount, main.Line, main.Column);
        }

        private static ScriptException Error(ScriptErrorKind kind, int line, int column, string detail = "") => new(new ScriptError(kind, line, column, detail));

        private static ScriptException Error(ScriptErrorKind kind, Expression at, string detail = "") => Error(kind, at.Line, at.Column, detail);

        private static long Integer(Value value, Expression at) => value.IsList ? throw Error(ScriptErrorKind.WrongType, at) : value.Integer;

        private static ReadOnlySpan<long> Items(Value value, Expression at) => value.IsList ? value.Items : throw Error(ScriptErrorKind.WrongType, at);

        private static Value Truth(bool value) => value ? True : False;

        private Value Call(Function function, IReadOnlyList<Value> arguments)
        {
            // A function sees its own variables, and none of its caller's.
            Scope scope = new(null);
            for (int i = 0; i < arguments.Count; i++) scope.Let(function.Parameters[i], arguments[i]);
            return Block(function.Body, scope) ?? throw Error(ScriptErrorKind.NoReturn, function.Line, function.Column);
        }

        private void Begin(int line, int column)
        {
            if (Steps == limits.MaxSteps) throw Error(ScriptErrorKind.StepLimit, line, column);
            if (_depth == limits.MaxDepth) throw Error(ScriptErrorKind.DepthLimit, line, column);
            Steps++;
            _depth++;
            if (Steps % 1024 == 0) cancellationToken.ThrowIfCancellationRequested();
        }

        // Null: it came to its end without a return.
        private Value? Block(IReadOnlyList<Statement> statements, Scope scope)
        {
            foreach (Statement statement in statements)
            {
                Begin(statement.Line, statement.Column);
                Value? returned = Execute(statement, scope);
                _depth--;
                if (returned is not null) return returned;
            }

            return null;
        }

        private Value? Execute(Statement statement, Scope scope)
        {
            switch (statement)
            {
                case Statement.Let let:
                    scope.Let(let.Name, Evaluate(let.Value, scope));
                    return null;
                case Statement.Assign assign:
                    Value value = Evaluate(assign.Value, scope);
                    return scope.Assign(assign.Name, value) ? null : throw Error(ScriptErrorKind.UnknownName, assign.Line, assign.Column, assign.Name);
                case Statement.If choice:
                    return Block(IsTrue(choice.Condition, scope) ? choice.Then : choice.Else, new Scope(scope));
                case Statement.While loop:
                    while (IsTrue(loop.Condition, scope))
                    {
                        if (Block(loop.Body, new Scope(scope)) is { } returned) return returned;
                    }

                    return null;
                default:
                    return Evaluate(((Statement.Return)statement).Value, scope);
            }
        }

        private bool IsTrue(Expression condition, Scope scope) => Integer(Evaluate(condition, scope), condition) != 0;

        private Value Evaluate(Expression expression, Scope scope)
        {
            Begin(expression.Line, expression.Column);
            Value value = expression switch
            {
                Expression.Number number => new Value(number.Value),
                Expression.Variable variable => scope.Find(variable.Name) ?? throw Error(ScriptErrorKind.UnknownName, variable, variable.Name),
                Expression.ListOf list => ListOf(list, scope),
                Expression.Unary unary => Unary(unary, Integer(Evaluate(unary.Operand, scope), unary)),
                Expression.Binary { Operator: "and" } and => Truth(Both(and.Left, scope, and) && Both(and.Right, scope, and)),
                Expression.Binary { Operator: "or" } or => Truth(Both(or.Left, scope, or) || Both(or.Right, scope, or)),
                Expression.Binary binary => Binary(binary, Evaluate(binary.Left, scope), Evaluate(binary.Right, scope)),
                Expression.Item item => Item(item, Evaluate(item.List, scope), Evaluate(item.Index, scope)),
                _ => Call((Expression.Call)expression, scope),
            };
            _depth--;
            return value;
        }

        private bool Both(Expression side, Scope scope, Expression at) => Integer(Evaluate(side, scope), at) != 0;

        private Value Call(Expression.Call call, Scope scope)
        {
            Function? function = null;
            if (call.Name != "len" && !_functions.TryGetValue(call.Name, out function))
                throw Error(ScriptErrorKind.UnknownName, call, call.Name);
            if (call.Arguments.Count != (function?.Parameters.Count ?? 1))
                throw Error(ScriptErrorKind.WrongCount, call);
            Value[] arguments = new Value[call.Arguments.Count];
            for (int i = 0; i < arguments.Length; i++) arguments[i] = Evaluate(call.Arguments[i], scope);
            return function is null ? new Value(Items(arguments[0], call).Length) : Call(function, arguments);
        }

        private Value ListOf(Expression.ListOf list, Scope scope)
        {
            long[] items = new long[list.Items.Count];
            for (int i = 0; i < items.Length; i++) items[i] = Integer(Evaluate(list.Items[i], scope), list.Items[i]);
            Spend(items.Length, list);
            return new Value(items);
        }

        private void Spend(long length, Expression at)
        {
            if (limits.MaxCells - Cells < length + 1) throw Error(ScriptErrorKind.MemoryLimit, at);
            Cells += length + 1;
        }

        private static Value Unary(Expression.Unary unary, long operand)
        {
            if (unary.Operator == "not") return Truth(operand == 0);
            return operand != long.MinValue ? new Value(-operand) : throw Error(ScriptErrorKind.Overflow, unary);
        }

        private static Value Item(Expression.Item item, Value list, Value index)
        {
            ReadOnlySpan<long> items = Items(list, item);
            long at = Integer(index, item);
            return at >= 0 && at < items.Length ? new Value(items[(int)at]) : throw Error(ScriptErrorKind.OutOfRange, item);
        }

        private Value Binary(Expression.Binary binary, Value left, Value right)
        {
            if (binary.Operator == "+" && left.IsList && right.IsList)
            {
                Spend((long)left.Items.Length + right.Items.Length, binary);
                return new Value([.. left.Items, .. right.Items]);
            }

            long a = Integer(left, binary), b = Integer(right, binary);
            if (b == 0 && binary.Operator is "/" or "%")
                throw Error(ScriptErrorKind.DivisionByZero, binary);
            try
            {
                return binary.Operator switch
                {
                    "+" => new Value(checked(a + b)),
                    "-" => new Value(checked(a - b)),
                    "*" => new Value(checked(a * b)),
                    "/" => new Value(Floor(a, b)),
                    "%" => new Value(Remainder(a, b)),
                    "==" => Truth(a == b),
                    "!=" => Truth(a != b),
                    "<" => Truth(a < b),
                    "<=" => Truth(a <= b),
                    ">" => Truth(a > b),
                    _ => Truth(a >= b),
                };
            }
            catch (OverflowException)
            {
                throw Error(ScriptErrorKind.Overflow, binary);
            }
        }

        // The processor itself refuses the least integer by −1, as quotient and as remainder.
        private static long Floor(long a, long b) => a % b != 0 && (a ^ b) < 0 ? (a / b) - 1 : a / b;

        private static long Remainder(long a, long b)
        {
            // Nothing remains of the least integer either.
            if (b == -1) return 0;
            long rest = a % b;
            return rest != 0 && (rest ^ b) < 0 ? rest + b : rest;
        }
    }
    #endregion
}
