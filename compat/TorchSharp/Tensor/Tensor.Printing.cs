using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public static readonly TensorStringStyle julia = TensorStringStyle.Julia;
    public static readonly TensorStringStyle numpy = TensorStringStyle.Numpy;
    public static readonly TensorStringStyle csharp = TensorStringStyle.CSharp;

    /// <summary>How tensors are printed when no style is given.</summary>
    public static TensorStringStyle TensorStringStyle { get; set; } = TensorStringStyle.Julia;

    private static string s_floatFormat = "g5", s_newLine = Environment.NewLine;
    private static int s_lineWidth = 100, s_maxRows = 6, s_maxColumns = 6;

    public static void set_printoptions(
        TensorStringStyle? style = null, string? floatFormat = null, int? linewidth = null, string? newLine = null, int? maxRows = null, int? maxColumns = null)
    {
        TensorStringStyle = style is null or TensorStringStyle.Default ? TensorStringStyle : style.Value;
        s_floatFormat = floatFormat ?? s_floatFormat;
        s_lineWidth = linewidth ?? s_lineWidth;
        s_newLine = newLine ?? s_newLine;
        s_maxRows = maxRows ?? s_maxRows;
        s_maxColumns = maxColumns ?? s_maxColumns;
    }

    public static void set_printoptions(
        int precision, int? linewidth = null, string? newLine = null, bool sci_mode = false, int? maxRows = null, int? maxColumns = null) =>
        set_printoptions(null, (sci_mode ? "E" : "F") + precision.ToString(CultureInfo.InvariantCulture), linewidth, newLine, maxRows, maxColumns);

    public partial class Tensor
    {
        /// <summary>Shape, type and device.</summary>
        public override string ToString() =>
            IsInvalid ? "(disposed)" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        /// <summary>With the values when <paramref name="disamb"/> is true.</summary>
        public string ToString(bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            disamb ? ToString(TensorStringStyle.Default, fltFormat, width, cultureInfo, newLine) : ToString();

        public string ToString(
            TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (style == TensorStringStyle.Default) style = torch.TensorStringStyle;
            if (style == TensorStringStyle.Metadata || is_meta) return ToString();
            var printer = new TensorPrinter(
                style, fltFormat ?? s_floatFormat, width ?? s_lineWidth, cultureInfo ?? CultureInfo.CurrentCulture, newLine ?? s_newLine, s_maxRows, s_maxColumns);
            return printer.Print(this);
        }
    }
}

public static partial class TensorExtensionMethods
{
    public static string str(
        this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default) =>
        tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

    public static string metastr(this torch.Tensor tensor) => tensor.ToString();

    public static string jlstr(
        this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);

    public static string npstr(
        this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

    public static string cstr(
        this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.CSharp, fltFormat, width, cultureInfo, newLine);

    /// <summary>Writes the tensor to the console and returns it.</summary>
    public static torch.Tensor print(
        this torch.Tensor t, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default)
    {
        Console.WriteLine(t.ToString(style, fltFormat, width, cultureInfo, newLine));
        return t;
    }
}
