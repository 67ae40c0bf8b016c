using System.Xml;
using System.Xml.XPath;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Data;

/// <summary>XPath 1.0. The reader opens nothing: no DTD, no entity, no address.</summary>
internal static class XmlQuery
{
    private const long CharactersMax = 4L * 1024 * 1024;

    public static ToolResult Run(JsonTools.XmlArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = CharactersMax };
            using var reader = XmlReader.Create(new StringReader(arguments.Xml), settings);
            var navigator = new EndableNavigator(new XPathDocument(reader).CreateNavigator(), cancellationToken);
            return navigator.Evaluate(arguments.XPath) switch
            {
                XPathNodeIterator nodes => ToolResult.Json(new
                {
                    Values = nodes.Cast<XPathNavigator>().Take(arguments.Limit)
                        .Select(node => new { node.Name, Text = node.Value, Xml = Outer(node) }).ToList(),
                }),
                var value => ToolResult.Json(new { Value = value }),
            };
        }
        catch (Exception error) when (error is XmlException or XPathException)
        {
            throw new ToolException(ToolErrorKind.InvalidArguments, error.Message, error);
        }
    }

    private static string? Outer(XPathNavigator node) => node.NodeType == XPathNodeType.Element ? node.OuterXml : null;
}
