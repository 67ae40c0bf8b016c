namespace Workflows.Tools.Builtin.Data;

/// <summary>How a column is compared.</summary>
internal enum CsvOperator
{
    Equals,
    Contains,
    Above,
    Below,
}
