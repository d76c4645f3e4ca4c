using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Writes the values of a tensor in one of three styles, long axes shortened to their ends.</summary>
internal sealed class TensorPrinter(
    TensorStringStyle style, string format, int width, CultureInfo culture, string newLine, int maxRows, int maxColumns)
{
    private const int Ends = 3;

    private readonly StringBuilder _text = new();
    private Func<long, string> _element = _ => "";
    private long[] _shape = [];

    internal string Print(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        _shape = tensor.shape;
        _element = Elements(tensor.detach());
        if (style != TensorStringStyle.Numpy) _text.Append(tensor);
        if (_shape.Length == 0) _text.Append(style == TensorStringStyle.Numpy ? "" : ", value = ").Append(_element(0));
        else if (style == TensorStringStyle.Numpy) Nested(0, 0, "[", "]", "");
        else if (style == TensorStringStyle.CSharp) CSharp(tensor.dtype);
        else Julia();
        return _text.ToString();
    }

    private Func<long, string> Elements(Tensor t)
    {
        ScalarType type = t.dtype;
        t = t.cpu();
        string suffix = style != TensorStringStyle.CSharp ? "" : type switch
        {
            ScalarType.Float32 => "f",
            ScalarType.Int64 => "L",
            _ => "",
        };
        if (type == ScalarType.Bool)
        {
            bool[] truths = t.data<bool>().ToArray();
            return i => style == TensorStringStyle.CSharp ? (truths[i] ? "true" : "false") : truths[i].ToString(culture);
        }
        if (is_integral(type))
        {
            long[] numbers = t.to_type(ScalarType.Int64).data<long>().ToArray();
            return i => numbers[i].ToString(culture) + suffix;
        }
        if (!is_floating_point(type)) throw new NotSupportedException($"A tensor of {type} cannot be printed.");
        if (type == ScalarType.Float64)
        {
            double[] doubles = t.data<double>().ToArray();
            return i => doubles[i].ToString(format, culture) + suffix;
        }
        float[] floats = t.to_type(ScalarType.Float32).data<float>().ToArray();
        return i => floats[i].ToString(format, culture) + suffix;
    }

    private void CSharp(ScalarType type)
    {
        string name = type switch
        {
            ScalarType.Byte => "byte",
            ScalarType.Int8 => "sbyte",
            ScalarType.Int16 => "short",
            ScalarType.Int32 => "int",
            ScalarType.Int64 => "long",
            ScalarType.Bool => "bool",
            ScalarType.Float64 => "double",
            ScalarType.Float32 => "float",
            _ => type.ToString(),
        };
        _text.Append(", value = ");
        if (_shape.Length > 1) _text.Append(newLine);
        _text.Append(name).Append(" [").Append(',', _shape.Length - 1).Append("] ");
        if (_shape.Length == 1)
        {
            Nested(0, 0, "{", "}", ",");
            return;
        }
        _text.Append('{').Append(newLine).Append(' ');
        long stride = Stride(0);
        Each(_shape[0], maxRows, i => Nested(1, i * stride, "{", "}", ","), "," + newLine + " ", "..." + newLine + " ");
        _text.Append(newLine).Append('}');
    }

    // Brackets in brackets; an axis that holds axes puts each on its own line.
    private void Nested(int dim, long offset, string open, string close, string comma)
    {
        _text.Append(open);
        if (dim == _shape.Length - 1) Each(_shape[dim], maxColumns, i => _text.Append(_element(offset + i)), ", ", "... ");
        else
        {
            int lines = comma.Length > 0 ? 1 : _shape.Length - dim - 1;
            string next = string.Concat(Enumerable.Repeat(newLine, lines)) + new string(' ', dim + 1);
            long stride = Stride(dim);
            Each(_shape[dim], maxRows, i => Nested(dim + 1, offset + i * stride, open, close, comma), comma + next, "..." + next);
        }
        _text.Append(close);
    }

    private void Each(long count, int max, Action<long> write, string separator, string dots)
    {
        bool shortened = count > max && count > 2 * Ends;
        for (long i = 0; i < count; i++)
        {
            if (shortened && i == Ends)
            {
                _text.Append(dots);
                i = count - Ends;
            }
            write(i);
            if (i < count - 1) _text.Append(separator);
        }
    }

    private long Stride(int dim) => _shape.AsSpan(dim + 1).ToArray().Aggregate(1L, (a, b) => a * b);

    // Matrices with their columns aligned, one below the other, each under its place in the leading axes.
    private void Julia()
    {
        _text.Append(newLine);
        long rows = _shape.Length == 1 ? 1 : _shape[^2], columns = _shape[^1], size = rows * columns;
        long matrices = size == 0 ? 0 : Stride(-1) / size;
        for (long m = 0; m < matrices; m++)
        {
            if (_shape.Length > 2) _text.Append(Place(m)).Append(newLine);
            Matrix(m * size, rows, columns);
            if (m < matrices - 1) _text.Append(newLine);
        }
    }

    private string Place(long matrix)
    {
        var place = new long[_shape.Length - 2];
        for (int d = place.Length - 1; d >= 0; d--)
        {
            place[d] = matrix % _shape[d];
            matrix /= _shape[d];
        }
        return $"[{string.Join(",", place)},..,..] =";
    }

    private void Matrix(long offset, long rows, long columns)
    {
        long[] shown = rows > 2 * Ends && rows > maxRows ? [0, 1, 2, rows - 3, rows - 2, rows - 1] : [.. LongRange(rows)];
        var widths = new List<int>();
        int line = 0;
        for (long c = 0; c < columns; c++)
        {
            int w = shown.Max(r => _element(offset + r * columns + c).Length);
            if (line + w + 1 > width) break;
            widths.Add(w);
            line += w + 1;
        }
        for (int k = 0; k < shown.Length; k++)
        {
            if (k > 0 && shown[k] != shown[k - 1] + 1) _text.Append(" ...").Append(newLine);
            for (int c = 0; c < widths.Count; c++)
                _text.Append(' ').Append(_element(offset + shown[k] * columns + c).PadLeft(widths[c]));
            if (widths.Count < columns) _text.Append(" ...");
            _text.Append(newLine);
        }
    }

    private static IEnumerable<long> LongRange(long n)
    {
        for (long i = 0; i < n; i++) yield return i;
    }
}
